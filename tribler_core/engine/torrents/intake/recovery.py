"""After a kill: pieces that are on disk, and that the last resume data does not know.

Files are sparse, so the file system knows which parts were ever written. Only pieces that lie wholly in such
parts are hashed, so that nothing verified is hashed again and nothing flushed is fetched again.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import libtorrent as lt

from tribler_core.engine.files.names import is_pad
from tribler_core.engine.metainfo.bencode import decode
from tribler_core.engine.metainfo.merkle import BLOCK, merkle_root

log = logging.getLogger(__name__)

OPEN_FILES = 64
"""At most so many are open at one time."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one file that lies in one piece."""

    path: Path | None
    """None: a pad file, all zeros."""
    offset: int
    size: int


def recover(params: lt.add_torrent_params, info: lt.torrent_info, torrent: bytes) -> bool:
    """Complete `have_pieces` by hashing what is on disk; whether there was any. Blocks, for as long as that takes."""
    count = info.num_pieces()
    have = params.have_pieces[:count] or [False] * count
    if all(have):
        return False
    disk = _Disk(params, info)
    try:
        matches = _matcher(info, torrent)
        found = [piece for piece in range(len(have)) if not have[piece] and matches(piece, disk)]
    finally:
        disk.close()
    if not found:
        return False
    for piece in found:
        have[piece] = True
    unfinished = params.unfinished_pieces
    params.unfinished_pieces = {piece: blocks for piece, blocks in unfinished.items() if not have[piece]}
    params.have_pieces = have
    log.info("recovered %d pieces of %s", len(found), info.name())
    return True


Matcher = Callable[[int, "_Disk"], bool]


def _matcher(info: lt.torrent_info, torrent: bytes) -> Matcher:
    """Whether a piece on disk is what the torrent says: by SHA-1 where there is one, else by its Merkle tree."""
    if info.info_hashes().has_v1():
        return lambda piece, disk: disk.holds(piece) and disk.sha1(piece) == info.hash_for_piece(piece)
    layers = _piece_layers(info, torrent)
    return lambda piece, disk: piece in layers and disk.holds(piece) and disk.root(piece, *layers[piece])


def _piece_layers(info: lt.torrent_info, torrent: bytes) -> dict[int, tuple[bytes, int]]:
    """For each piece of a v2 torrent its root, and how many blocks the tree below it has room for."""
    layout, length = info.layout(), info.piece_length()
    stored = decode(torrent).get(b"piece layers", {})
    layers: dict[int, tuple[bytes, int]] = {}
    for index in range(info.num_files()):
        size = layout.file_size(index)
        if not size or is_pad(layout, index):
            continue
        root, first = layout.root(index).to_bytes(), layout.file_offset(index) // length
        if size <= length:
            blocks = (size + BLOCK - 1) // BLOCK
            layers[first] = (root, 1 << (blocks - 1).bit_length())
            continue
        layer = stored.get(root, b"")
        for number in range(len(layer) // 32):
            layers[first + number] = (layer[32 * number : 32 * number + 32], length // BLOCK)
    return layers


class _Disk:
    """The files of a torrent as they lie on disk, piece by piece."""

    def __init__(self, params: lt.add_torrent_params, info: lt.torrent_info) -> None:
        self._info = info
        self._layout = info.layout()
        self._renamed = params.renamed_files
        self._save_path = params.save_path
        self._open: dict[Path, BinaryIO | None] = {}
        self._extents: dict[Path, list[tuple[int, int]]] = {}
        self._files = ExitStack()

    def close(self) -> None:
        self._files.close()

    def holds(self, piece: int) -> bool:
        """Whether every byte of a piece was written at some time."""
        return all(part.path is None or self._written(part.path, part) for part in self._parts(piece))

    def sha1(self, piece: int) -> bytes:
        digest = hashlib.sha1(usedforsecurity=False)
        for part in self._parts(piece):
            for block in self._blocks(part):
                digest.update(block)
        return digest.digest()

    def root(self, piece: int, expected: bytes, leaves: int) -> bool:
        """Whether the Merkle tree over the blocks of a piece has the root expected; pad files have no part in it."""
        real = (part for part in self._parts(piece) if part.path is not None)
        hashes = [hashlib.sha256(block).digest() for part in real for block in self._blocks(part)]
        return merkle_root(hashes, leaves) == expected

    def _parts(self, piece: int) -> Iterator[Part]:
        for slice_ in self._info.map_block(piece, 0, self._info.piece_size(piece)):
            index = slice_.file_index
            name = self._renamed.get(index) or self._layout.file_path(index)
            yield Part(None if is_pad(self._layout, index) else Path(self._save_path, name), slice_.offset, slice_.size)

    def _blocks(self, part: Part) -> Iterator[bytes]:
        """The content, 16 KiB at a time."""
        file = self._file(part.path) if part.path is not None else None
        for start in range(0, part.size, BLOCK):
            size = min(BLOCK, part.size - start)
            yield os.pread(file.fileno(), size, part.offset + start) if file is not None else bytes(size)

    def _written(self, path: Path, part: Part) -> bool:
        if path not in self._extents:
            file = self._file(path)
            self._extents[path] = list(_data_extents(file.fileno())) if file is not None else []
        return any(start <= part.offset and part.offset + part.size <= end for start, end in self._extents[path])

    def _file(self, path: Path) -> BinaryIO | None:
        """Open for reading; None: it is not there, or not ours to read."""
        if path not in self._open:
            if len(self._open) >= OPEN_FILES:
                self._files.close()
                self._open.clear()
            try:
                self._open[path] = self._files.enter_context(path.open("rb", buffering=0))
            except OSError:
                self._open[path] = None
        return self._open[path]


def _data_extents(descriptor: int) -> Iterator[tuple[int, int]]:
    """Where a sparse file holds data, as [start, end). A file system without holes says: everywhere."""
    end, size = 0, os.fstat(descriptor).st_size
    while end < size:
        try:
            start = os.lseek(descriptor, end, os.SEEK_DATA)
        except OSError:
            return
        end = os.lseek(descriptor, start, os.SEEK_HOLE)
        yield start, end
