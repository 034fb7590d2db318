"""Tests of the dialect's sync."""
