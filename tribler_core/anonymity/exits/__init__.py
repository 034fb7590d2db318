"""The last hop for HTTP trackers: a member of its own that looks at every address before it sends anything there."""
