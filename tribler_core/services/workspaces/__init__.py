"""Workspaces: downloads with a libtorrent session of their own, opened and closed while the daemon runs."""
