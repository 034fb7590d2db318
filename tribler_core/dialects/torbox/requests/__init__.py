"""From what clients send to values."""
