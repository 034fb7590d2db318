"""Tests that read the code instead of running it: budgets and walls."""
