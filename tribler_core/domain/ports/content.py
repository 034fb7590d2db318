"""Content: pieces for streaming, metainfo from bytes or the swarm, torrents to be made."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.units import Seconds
from tribler_core.foundation.value import value


class PieceReader(Protocol):
    """What streaming needs."""

    def want(self, infohash: InfoHash, pieces: Mapping[int, int]) -> None:
        """Fetch these pieces first; each with its deadline in milliseconds from now."""
        ...

    def release(self, infohash: InfoHash) -> None:
        """Lift every deadline."""
        ...

    def has_piece(self, infohash: InfoHash, piece: int) -> bool:
        """There and verified; cheap, from our own record of what libtorrent reported."""
        ...

    async def wait_for_piece(self, infohash: InfoHash, piece: int) -> None:
        """Return when it is there. Raises: DownloadNotFound when the torrent leaves meanwhile."""
        ...

    async def read_piece(self, infohash: InfoHash, piece: int) -> bytes:
        """The verified bytes of a piece. Raises: StorageError."""
        ...

    def file_extent(self, infohash: InfoHash, index: int) -> tuple[int, int, int]:
        """Offset of the file in the torrent, its size, and the piece length, in bytes. Raises: FileNotInTorrent."""
        ...


class MetainfoReader(Protocol):
    """Torrent bytes and magnets to values; wholly local."""

    async def read(self, data: bytes) -> Metainfo:
        """Parse and verify. Raises: TorrentDecodeError."""
        ...

    def read_magnet(self, uri: str) -> Magnet:
        """Parse. Raises: InvalidParameter."""
        ...


class MetainfoLookup(Protocol):
    """Metadata from the swarm."""

    async def lookup(self, magnet: Magnet, *, hops: Hops, timeout: Seconds) -> bytes:
        """A clean .torrent; nothing is kept, nothing of the content is fetched.

        Raises: MetainfoTimeout, AnonymityUnavailable.
        Source: BEP 9.
        """
        ...


@value(frozen=True, slots=True, kw_only=True)
class TorrentRecipe:
    """A torrent to be made from files on the host."""

    root: Path
    """A file, or the folder whose content becomes the torrent."""
    files: tuple[Path, ...] | None = None
    """Only these below `root`; None: all."""
    name: str | None = None
    comment: str = ""
    creator: str = ""
    trackers: tuple[tuple[str, ...], ...] = ()
    web_seeds: tuple[str, ...] = ()
    nodes: tuple[tuple[str, int], ...] = ()
    private: bool = False
    source: str | None = None
    version: str = "v1"
    """v1, v2 or hybrid."""
    piece_size: int | None = None
    """Bytes, a power of two from 16 KiB; None: chosen by size."""


class TorrentMaker(Protocol):
    """Makes torrents."""

    async def make(self, recipe: TorrentRecipe, progress: Callable[[float], None] | None = None) -> bytes:
        """Hash in a thread; cancelling the caller stops it within a piece.

        Raises: StorageError, InvalidParameter.
        """
        ...
