"""Tests of `tribler_core.services.streaming`."""
