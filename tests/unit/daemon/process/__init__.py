"""Tests of `tribler_core.daemon.process`."""
