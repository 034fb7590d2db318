"""Polls that cost what changed: the same deltas for every client, computed from one counter."""
