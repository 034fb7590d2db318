"""What libtorrent tells, family by family: copied at the door, kept by nobody."""
