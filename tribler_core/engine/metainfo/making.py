"""Makes torrents from files on the host."""

import asyncio
import os
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import libtorrent as lt

from tribler_core.domain.errors import InvalidParameter, StorageError
from tribler_core.domain.ports import TorrentRecipe
from tribler_core.engine.metainfo.bencode import encode

_VERSIONS = {"v1": int(lt.create_torrent.v1_only), "v2": int(lt.create_torrent.v2_only), "hybrid": 0}
_SMALLEST_PIECE, _LARGEST_PIECE = 16 * 1024, 128 * 1024 * 1024
_CHUNK = 1024 * 1024

Progress = Callable[[float], None]


class TorrentHasher:
    """Implements `TorrentMaker`. The same files and the same recipe give the same bytes."""

    async def make(self, recipe: TorrentRecipe, progress: Progress | None = None) -> bytes:
        loop, cancelled = asyncio.get_running_loop(), threading.Event()

        def report(fraction: float) -> None:
            if progress is not None:
                loop.call_soon_threadsafe(progress, fraction)

        try:
            return await asyncio.to_thread(make_torrent, recipe, report, cancelled)
        finally:
            cancelled.set()


class _Cancelled(Exception):
    """Nobody waits any more."""


def make_torrent(recipe: TorrentRecipe, progress: Progress, cancelled: threading.Event) -> bytes:
    """Hash and write. Blocks for as long as that takes; ends within a piece when `cancelled` is set.

    Raises: InvalidParameter, StorageError.
    """
    if recipe.version not in _VERSIONS:
        raise InvalidParameter(f"version must be one of {', '.join(_VERSIONS)}")
    paths = _content(recipe)
    torrent = _empty_torrent(recipe, paths)
    try:
        _hash(torrent, paths, recipe.root.parent, progress, cancelled)
    except _Cancelled:
        raise StorageError("making the torrent was cancelled") from None
    except (OSError, RuntimeError) as error:
        raise StorageError(f"cannot read the content: {error}") from error
    return encode(_named(torrent.generate(), recipe))


def _content(recipe: TorrentRecipe) -> list[Path]:
    """The files to hash, sorted; what is in a folder that is a symbolic link is left out.

    Raises: InvalidParameter, StorageError.
    """
    root = recipe.root
    try:
        if not root.exists():
            raise StorageError(f"there is no {root}")
        if recipe.files is not None:
            outside = [path for path in recipe.files if not path.is_relative_to(root) or not path.is_file()]
            if outside:
                raise InvalidParameter(f"{outside[0]} is not a file in {root}")
            return sorted(set(recipe.files))
        return [root] if root.is_file() else sorted(_walk(root))
    except OSError as error:
        raise StorageError(f"cannot read {root}: {error}") from error


def _walk(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root, onerror=_raise):
        yield from (path for name in names if (path := Path(folder, name)).is_file())


def _raise(error: OSError) -> None:
    raise error


def _empty_torrent(recipe: TorrentRecipe, paths: Sequence[Path]) -> lt.create_torrent:
    """A torrent with everything but its hashes. Raises: InvalidParameter."""
    size = recipe.piece_size
    if size is not None and not (_SMALLEST_PIECE <= size <= _LARGEST_PIECE and size & (size - 1) == 0):
        raise InvalidParameter("piece_size must be a power of two from 16 KiB to 128 MiB")
    try:
        files = [_entry(path, recipe.root.parent) for path in paths]
        if not any(file.size for file in files):
            raise InvalidParameter("there is no content to make a torrent of")
        torrent = lt.create_torrent(files, size or 0, _VERSIONS[recipe.version])
    except (RuntimeError, UnicodeError) as error:
        raise InvalidParameter(f"no torrent can be made of this: {error}") from error
    torrent.set_creation_date(0)
    torrent.set_comment(recipe.comment)
    torrent.set_creator(recipe.creator)
    torrent.set_priv(recipe.private)
    for tier, urls in enumerate(recipe.trackers):
        for url in urls:
            torrent.add_tracker(url, tier)
    for url in recipe.web_seeds:
        torrent.add_url_seed(url)
    for host, port in recipe.nodes:
        torrent.add_node(host, port)
    return torrent


def _entry(path: Path, parent: Path) -> lt.create_file_entry:
    return lt.create_file_entry(path.relative_to(parent).as_posix(), path.stat().st_size)


def _hash(
    torrent: lt.create_torrent, paths: Sequence[Path], parent: Path, progress: Progress, cancelled: threading.Event
) -> None:
    """libtorrent hashes without ever letting go of the interpreter but in its callback, once a piece.

    So that the event loop does not wait for the disk, we read ahead here, where others may run.
    """
    count, ahead = torrent.num_pieces(), _ReadAhead(paths, torrent.piece_length())

    def hashed(piece: int) -> None:
        if cancelled.is_set():
            raise _Cancelled
        ahead.read()
        progress((piece + 1) / count)

    with ahead:
        lt.set_piece_hashes(torrent, str(parent), hashed)


class _ReadAhead:
    """Brings the files into the system's cache, a little before they are needed."""

    def __init__(self, paths: Sequence[Path], piece_length: int) -> None:
        self._chunks = self._read(paths)
        self._at_once = max(1, 2 * piece_length // _CHUNK)

    def __enter__(self) -> None:
        for _ in range(8):
            self.read()

    def __exit__(self, *_: object) -> None:
        self._chunks.close()

    def read(self) -> None:
        """Two pieces more."""
        for _ in range(self._at_once):
            next(self._chunks, 0)

    def _read(self, paths: Sequence[Path]) -> Generator[int, None, None]:
        buffer = bytearray(_CHUNK)
        for path in paths:
            with path.open("rb", buffering=0) as file:
                while read := file.readinto(buffer):
                    yield read


def _named(torrent: Any, recipe: TorrentRecipe) -> dict[bytes, Any]:
    """Put in what libtorrent's maker has no word for: another name, a source."""
    info = torrent[b"info"]
    if recipe.source is not None:
        info[b"source"] = recipe.source.encode()
    if recipe.name is not None and recipe.name != recipe.root.name:
        name = recipe.name.encode()
        tree = info.get(b"file tree", {})
        if recipe.root.is_file() and info[b"name"] in tree:
            tree[name] = tree.pop(info[b"name"])
        info[b"name"] = name
    return dict(torrent)
