"""What accounts hold: items over shared torrents, and what can go wrong with them."""
