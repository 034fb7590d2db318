"""Tests of `tribler_core.services.making`."""
