"""The native dialect, both faces."""
