"""Tests of `tribler_core.fetching`."""
