"""The network beyond the swarm."""
