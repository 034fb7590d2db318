"""Torrents that are not downloads: what is in them, and how they are made."""
