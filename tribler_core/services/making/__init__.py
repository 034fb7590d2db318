"""Torrents made from files on the host."""
