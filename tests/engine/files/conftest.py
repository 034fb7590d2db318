"""A real engine that talks to loopback only."""

from tests.engine.conftest import house, section

__all__ = ["house", "section"]
