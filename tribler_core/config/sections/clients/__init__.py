"""Those who use the daemon through the API of qBittorrent."""
