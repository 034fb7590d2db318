"""qBittorrent's clients and whole daemons."""
