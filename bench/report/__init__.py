"""What was found, what was promised, and how both are shown."""
