"""Accounts, for the operator."""
