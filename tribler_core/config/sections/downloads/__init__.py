"""Rules of all downloads."""
