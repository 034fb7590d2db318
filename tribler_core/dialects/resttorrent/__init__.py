"""RestTorrent: libtorrent sessions and the torrents in them, over REST and over Socket.IO."""
