"""Tests on the real engine: what files are called, and which parts come first."""
