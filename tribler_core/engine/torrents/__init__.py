"""Torrents in the engine: added, changed, saved, moved, removed."""
