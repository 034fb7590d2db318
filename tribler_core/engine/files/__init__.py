"""Files of a torrent on the disk: what they are called there, and which parts of them come first."""
