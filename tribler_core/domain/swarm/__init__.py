"""The others: peers and trackers."""
