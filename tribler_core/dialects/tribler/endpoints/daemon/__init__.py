"""The daemon itself: settings, numbers, logs, its end."""
