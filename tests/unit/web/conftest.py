"""Servers of the example dialect."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.unit.web.example import Served, a_dialect
from tribler_core.web.dialect import Dialect
from tribler_core.web.serving.options import Listener, Manners

Serve = Callable[..., Awaitable[Served]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts servers, and stops them after the test."""
    running: list[Served] = []

    async def start(*dialects: Dialect, manners: Manners | None = None, listeners: tuple[Listener, ...] = ()) -> Served:
        served = Served(dialects or [a_dialect()], manners or Manners())
        running.append(served)
        await served.start(*listeners)
        return served

    yield start
    for served in running:
        await served.stop()
