"""Tests: the downloads room."""
