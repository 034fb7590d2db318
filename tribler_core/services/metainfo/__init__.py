"""What a torrent is, before anybody downloads it."""
