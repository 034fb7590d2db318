"""Torrents in, torrents out, what is done to them in between, and what can be asked of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Protocol

from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.settings import Certificate, DownloadSettings
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.swarm.tracker import TrackerEndpoint
from tribler_core.domain.torrent.files import DownloadFile, TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.units import BytesPerSecond, Timestamp
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.foundation.value import value


@value(frozen=True, slots=True)
class LastWords:
    """What an engine says when it ends, to be stored."""

    resume_data: Mapping[InfoHash, bytes]
    """Of all that has changed since it was last saved."""
    whole: bool
    """Of really all; otherwise there was no time."""


@value(frozen=True, slots=True, kw_only=True)
class AddOrder:
    """One torrent on its way into the engine. Exactly one of `torrent` and `magnet`, but for resumed magnets."""

    infohashes: InfoHashes
    settings: DownloadSettings
    added: Timestamp
    torrent: bytes | None = None
    magnet: Magnet | None = None
    resume_data: bytes | None = None
    recover: bool = False
    """The daemon was killed: hash data on disk that the resume data does not know."""


@value(frozen=True, slots=True, kw_only=True)
class EngineChange:
    """What can be changed of a torrent in the engine at once; UNSET stays."""

    upload_limit: BytesPerSecond | Unchanged | None = UNSET
    download_limit: BytesPerSecond | Unchanged | None = UNSET
    auto_managed: bool | Unchanged = UNSET
    paused: bool | Unchanged = UNSET
    sequential: bool | Unchanged = UNSET
    super_seeding: bool | Unchanged = UNSET
    first_last_first: bool | Unchanged = UNSET
    file_priorities: tuple[int, ...] | Unchanged = UNSET
    selection: tuple[int, ...] | Unchanged | None = UNSET
    """Indices of the only files wanted, None: all; of a magnet whose files are not known yet."""
    certificate: Certificate | Unchanged | None = UNSET
    queue: QueueMove | Unchanged = UNSET


class TorrentEngine(Protocol):
    """Torrents in, torrents out, and what is done to them in between.

    Methods that take an infohash raise DownloadNotFound when the engine does not hold it.
    """

    async def add(self, orders: Sequence[AddOrder]) -> list[Exception | None]:
        """Hand torrents over; one answer per order, in order: None, or why not (EngineFailure, TorrentDecodeError).

        A torrent that the engine already holds is answered with None.
        """
        ...

    async def remove(self, infohash: InfoHash, *, with_data: bool) -> None:
        """Out of the engine; returns when libtorrent has let go of it (and its files are deleted, if asked).

        Raises: StorageError when files could not be deleted.
        """
        ...

    def holds(self, infohash: InfoHash) -> bool:
        """Whether the engine has it."""
        ...

    def apply(self, infohash: InfoHash, change: EngineChange) -> None:
        """Apply at once; the next TransfersChanged names the torrent, also when the effect is none."""
        ...

    async def give_metadata(self, infohash: InfoHash, torrent: bytes) -> None:
        """The .torrent of a magnet whose metadata nobody has sent yet; MetadataArrived follows. Else nothing happens.

        Raises: TorrentDecodeError.
        """
        ...

    def recheck(self, infohash: InfoHash) -> None:
        """Forget what is verified and hash everything."""
        ...

    async def move(self, infohash: InfoHash, destination: PurePath) -> None:
        """Move the content without overwriting; returns when it is there.

        Raises: StorageMoveFailed.
        """
        ...

    async def rename_file(self, infohash: InfoHash, index: int, path: str) -> None:
        """Give one file a new path, POSIX, relative to the destination. Raises: StorageError."""
        ...

    async def save_resume_data(self, infohashes: Iterable[InfoHash], *, flush: bool = False) -> dict[InfoHash, bytes]:
        """What is needed to go on without hashing; those that libtorrent refuses are left out.

        `flush` writes cached blocks to disk first.
        """
        ...

    async def queue(self) -> list[InfoHash]:
        """Those that are not complete, in the order of the queue; whatever was applied before has its effect."""
        ...

    def take_unsaved(self) -> set[InfoHash]:
        """Those that have changed in a way worth saving since last asked; forgets them."""
        ...


class TorrentInspection(Protocol):
    """What can be asked of a torrent in the engine."""

    def files(self, infohash: InfoHash) -> tuple[TorrentFile, ...]:
        """The files (pad files left out, renamed ones under their new path); empty before metadata. Cheap."""
        ...

    def paths(self, infohash: InfoHash) -> Iterator[str]:
        """Of those files, one after the other: for who does not want them all."""
        ...

    async def file_progress(self, infohash: InfoHash) -> tuple[DownloadFile, ...]:
        """The files with what is there of each, at most a second old; empty before metadata."""
        ...

    async def peers(self, infohash: InfoHash) -> tuple[Peer, ...]:
        """Who is connected now."""
        ...

    async def peer_pieces(self, infohash: InfoHash) -> Mapping[tuple[str, int], Sequence[bool]]:
        """Which pieces each peer has, by its address and port."""
        ...

    async def pieces(self, infohash: InfoHash) -> list[bool]:
        """Which pieces are there and verified; empty before metadata."""
        ...

    async def tracker_endpoints(self, infohash: InfoHash) -> Mapping[str, tuple[TrackerEndpoint, ...]]:
        """By announce URL."""
        ...

    async def fetching(self, infohash: InfoHash) -> tuple[int, ...]:
        """Pieces of which some part is there, or asked for; empty before metadata."""
        ...

    async def piece_availability(self, infohash: InfoHash) -> list[int]:
        """How many connected peers have each piece; empty when seeding or before metadata."""
        ...

    async def availability(self, infohash: InfoHash) -> float:
        """Distributed copies, our own included."""
        ...

    async def web_seeds(self, infohash: InfoHash) -> tuple[str, ...]:
        """URLs of web seeds."""
        ...

    async def export(self, infohash: InfoHash) -> bytes:
        """A clean .torrent with the present trackers. Raises: MetainfoNotYetKnown."""
        ...


class SwarmControl(Protocol):
    """Trackers and peers of a torrent in the engine."""

    def add_trackers(self, infohash: InfoHash, trackers: Sequence[tuple[str, int]]) -> None:
        """Announce URLs with their tier; those already there are left alone."""
        ...

    def remove_trackers(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        """Those that are not there are passed over."""
        ...

    def replace_trackers(self, infohash: InfoHash, trackers: Sequence[tuple[str, int]]) -> None:
        """All of them."""
        ...

    def announce(self, infohash: InfoHash, url: str | None = None) -> None:
        """Announce now, to one tracker or to all and the DHT."""
        ...

    def add_web_seeds(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        """URLs of servers that have the content, by HTTP or FTP. Source: BEP 19."""
        ...

    def remove_web_seeds(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        """Those that are not there are passed over."""
        ...

    def connect_peers(self, infohash: InfoHash, peers: Iterable[tuple[str, int]]) -> None:
        """Try these addresses now."""
        ...
