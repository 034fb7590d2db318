"""The service `torrents`."""
