"""Tests of the dialect's access."""
