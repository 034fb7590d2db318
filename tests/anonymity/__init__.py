"""Real circuits on loopback."""
