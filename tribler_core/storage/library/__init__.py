"""Accounts and their items in SQL."""
