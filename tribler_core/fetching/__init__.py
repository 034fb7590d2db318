"""Every outbound HTTP request that is not libtorrent's, through one guarded client."""
