"""The last hop for HTTP trackers."""
