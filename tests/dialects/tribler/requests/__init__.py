"""What clients ask, read."""
