"""Endpoints for what is not torrents: preferences, feeds, making torrents, what clients keep here."""
