"""TorBox's API over a real daemon, a real swarm, and its official clients."""
