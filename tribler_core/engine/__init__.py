"""libtorrent, and nobody else imports it: torrents in, facts and events out."""
