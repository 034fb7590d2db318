"""Torrents by number: three files, unique, a few hundred bytes, with hashes that match no data."""

import hashlib
from dataclasses import dataclass

PIECE_SIZE = 1 << 20
FILES = ((b"video.mkv", 5_000_000), (b"sample.mkv", 1_200_000), (b"about.nfo", 4_000))
SIZE = sum(size for _, size in FILES)
PIECES = -(-SIZE // PIECE_SIZE)


@dataclass(frozen=True, slots=True)
class FakeTorrent:
    """A `.torrent` that can be added, listed and stopped, and never downloaded."""

    name: str
    infohash: str
    torrent: bytes


def fake_torrent(number: int) -> FakeTorrent:
    """The torrent of that number; the same in every run."""
    name = f"A made-up download of three files, number {number:06d}"
    encoded = name.encode()
    pieces = b"".join(
        hashlib.sha1(b"%d %d" % (number, piece), usedforsecurity=False).digest() for piece in range(PIECES)
    )
    files = b"".join(b"d6:lengthi%de4:pathl%d:%see" % (size, len(path), path) for path, size in FILES)
    info = b"d5:filesl%se4:name%d:%s12:piece lengthi%de6:pieces%d:%se" % (
        files,
        len(encoded),
        encoded,
        PIECE_SIZE,
        len(pieces),
        pieces,
    )
    return FakeTorrent(name, hashlib.sha1(info, usedforsecurity=False).hexdigest(), b"d4:info%se" % info)
