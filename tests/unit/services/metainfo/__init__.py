"""Tests of `tribler_core.services.metainfo`."""
