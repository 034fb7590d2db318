"""What clients call torrents, and the torrents that they mean."""
