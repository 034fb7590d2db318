"""What qBittorrent calls things, and how its numbers are made."""
