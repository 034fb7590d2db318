"""Tests of the dialect's endpoints."""
