"""Torrents that can be downloaded, and who gives them."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import libtorrent as lt

from tests.swarm import Seeder, Tracker, infohashes_of, magnet_of, make_content, make_torrent
from tribler_core.domain.torrent.infohash import InfoHash


def a_stranger() -> Seeder:
    """A peer that wants something; by TCP, so that it does not first wait for an answer by uTP."""
    return Seeder(enable_outgoing_utp=False)


@dataclass(frozen=True)
class Offer:
    """A torrent that can be downloaded, and the content that it describes."""

    torrent: bytes
    source: Path
    """The folder that its files lie below, complete."""

    def __str__(self) -> str:
        kind = {(True, False): "v1", (True, True): "hybrid", (False, True): "v2"}
        hashes = self.info.info_hashes()
        return f"{kind[hashes.has_v1(), hashes.has_v2()]} torrent {self.infohash} of {self.info.num_pieces()} pieces"

    @property
    def info(self) -> lt.torrent_info:
        return lt.torrent_info(self.torrent)

    @property
    def infohash(self) -> InfoHash:
        return infohashes_of(self.torrent).identity

    @property
    def size(self) -> int:
        """Bytes of content, without padding."""
        return sum(self.sizes.values())

    @property
    def sizes(self) -> dict[str, int]:
        """By path, pad files left out."""
        layout = self.info.layout()
        real = (index for index in range(self.info.num_files()) if not _is_padding(layout, index))
        return {layout.file_path(index): layout.file_size(index) for index in real}

    def differs(self, folder: Path) -> list[str]:
        """The files below `folder` that are not what they should be."""
        return [path for path in self.sizes if _bytes(folder / path) != _bytes(self.source / path)]

    def pieces_on_disk(self, folder: Path) -> set[int]:
        """The pieces that lie whole below `folder`, whoever knows it: by SHA-1, or for v2 by comparing content."""
        info = self.info
        by_hash = info.info_hashes().has_v1()
        found = set()
        for piece in range(info.num_pieces()):
            data = self._piece(info, piece, folder)
            expected = info.hash_for_piece(piece) if by_hash else self._piece(info, piece, self.source)
            if (hashlib.sha1(data, usedforsecurity=False).digest() if by_hash else data) == expected:
                found.add(piece)
        return found

    def _piece(self, info: lt.torrent_info, piece: int, folder: Path) -> bytes:
        layout, data = info.layout(), b""
        for part in info.map_block(piece, 0, info.piece_size(piece)):
            if _is_padding(layout, part.file_index):
                data += bytes(part.size)
            else:
                data += _bytes(folder / layout.file_path(part.file_index), part.offset, part.size)
        return data


class Swarm:
    """A seeder, its tracker, and the content that they offer; each offer is a folder of its own name."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        """`settings`: of the seeder's session."""
        self.source = folder
        self.seeder = Seeder(unchoke_slots_limit=-1, **settings)
        self.tracker = Tracker(self.seeder.address)
        self.handles: dict[InfoHash, lt.torrent_handle] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.tracker.__exit__()
        self.seeder.close()

    def offer(
        self, name: str, sizes: Mapping[str, int], *, upload_limit: int = 0, seeded: bool = True, **recipe: Any
    ) -> Offer:
        """Make content and its torrent, and seed it, in bytes/s (0: without limit)."""
        make_content(self.source, {f"{name}/{path}": size for path, size in sizes.items()})
        offer = Offer(make_torrent(self.source / name, **recipe), self.source)
        if seeded:
            handle = self.seeder.share(offer.torrent, self.source, upload_limit=upload_limit)
            handle.replace_trackers([])  # it is asked, it does not ask
            self.handles[offer.infohash] = handle
        return offer

    def magnet(self, offer: Offer, extra: str = "") -> str:
        """A link that names the seeder."""
        return magnet_of(offer.torrent, peers=[self.seeder.address], extra=extra)

    def set_limit(self, offer: Offer, upload_limit: int) -> None:
        self.handles[offer.infohash].set_upload_limit(upload_limit)

    def uploaded(self, offer: Offer) -> int:
        """Payload bytes that went out so far."""
        return self.handles[offer.infohash].status().total_payload_upload


def flip(path: Path) -> None:
    """Turn the first byte of a file around. Whoever hashes it finds out; a look at its size does not."""
    with path.open("r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(bytes([first[0] ^ 0xFF]))


def _is_padding(layout: lt.file_storage, index: int) -> bool:
    return bool(layout.file_flags(index) & lt.file_flags_t.flag_pad_file)


def _bytes(path: Path, offset: int = 0, size: int = -1) -> bytes:
    """Nothing, where there is no such file."""
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(offset, os.SEEK_SET)
        return file.read(size)
