"""triblerd beside the real qbittorrent-nox."""
