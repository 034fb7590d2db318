"""RestTorrent through the whole program."""
