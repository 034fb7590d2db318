"""What can be asked of a download: its files, its swarm."""
