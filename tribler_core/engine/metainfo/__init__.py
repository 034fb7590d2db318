"""Torrent bytes and magnet links: read, looked up, made."""
