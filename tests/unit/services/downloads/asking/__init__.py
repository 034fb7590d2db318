"""Tests: what can be asked of a download."""
