"""Tests: what users ask for."""
