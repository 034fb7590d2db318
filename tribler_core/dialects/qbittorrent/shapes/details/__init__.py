"""What is told of one torrent."""
