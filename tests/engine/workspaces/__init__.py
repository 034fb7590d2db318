"""Sessions beside the daemon's own, on loopback."""
