"""Values, events, errors and ports in our own words: no HTTP, no libtorrent, no SQL."""
