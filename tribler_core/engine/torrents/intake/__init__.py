"""Torrents on their way in: from orders to what libtorrent holds."""
