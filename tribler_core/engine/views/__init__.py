"""What can be seen of a torrent and done to its swarm: files, peers, pieces, trackers."""
