"""The anonymity network, below /ipv8/tunnel."""
