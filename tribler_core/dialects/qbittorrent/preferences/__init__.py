"""qBittorrent's preferences: one row each, in files by subject."""
