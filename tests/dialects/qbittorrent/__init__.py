"""The dialect of qBittorrent, against the real web stack and services on fakes of the outer world."""
