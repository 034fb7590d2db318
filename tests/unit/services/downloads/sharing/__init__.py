"""Tests: what happens by itself."""
