"""Tests of `tribler_core.anonymity`."""
