"""Below /ipv8/tunnel."""
