"""Our keeping of a torrent: settings, state, snapshot, patch."""
