"""RestTorrent's dialect on real sessions, on loopback."""
