"""Tests of the dialect's shapes."""
