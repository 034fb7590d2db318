"""Tests of `tribler_core.config`."""
