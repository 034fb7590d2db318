"""Tests of the dialect's requests."""
