"""The alternative limits of speed, and when they hold."""
