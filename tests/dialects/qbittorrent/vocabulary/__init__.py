"""Tests of the dialect's vocabulary."""
