"""Torrents: looked at, added, changed."""
