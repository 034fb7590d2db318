"""What services need from the outer rooms, as protocols. The daemon introduces the adapters.

Every port has one contract test that the real adapter and the fake both pass. No method blocks: what needs
the engine, a disk or the database is awaited.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Protocol

from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.settings import DownloadSettings, Hops
from tribler_core.domain.events import Event
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.torrent.files import DownloadFile, TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.units import BytesPerSecond, Seconds, Timestamp
from tribler_core.foundation.unset import UNSET, Unchanged

Publish = Callable[[Event], None]
"""Hand an event to whoever listens. Called on the event loop only; never blocks, never raises."""


# The engine.


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOrder:
    """One torrent on its way into the engine. Exactly one of `torrent` and `magnet`, but for resumed magnets."""

    infohashes: InfoHashes
    settings: DownloadSettings
    added: Timestamp
    torrent: bytes | None = None
    magnet: Magnet | None = None
    resume_data: bytes | None = None
    recover: bool = False
    """The daemon was killed while this one was incomplete: hash data on disk that the resume data does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChange:
    """What can be changed of a torrent in the engine at once; UNSET stays."""

    upload_limit: BytesPerSecond | Unchanged | None = UNSET
    download_limit: BytesPerSecond | Unchanged | None = UNSET
    auto_managed: bool | Unchanged = UNSET
    paused: bool | Unchanged = UNSET
    sequential: bool | Unchanged = UNSET
    super_seeding: bool | Unchanged = UNSET
    file_priorities: tuple[int, ...] | Unchanged = UNSET
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
        """Apply at once; the effect shows in the next TransfersChanged."""
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

    def take_unsaved(self) -> set[InfoHash]:
        """Those that have changed in a way worth saving since last asked; forgets them."""
        ...


class TorrentInspection(Protocol):
    """What can be asked of a torrent in the engine."""

    def files(self, infohash: InfoHash) -> tuple[TorrentFile, ...]:
        """The files (pad files left out, renamed ones under their new path); empty before metadata. Cheap."""
        ...

    async def file_progress(self, infohash: InfoHash) -> tuple[DownloadFile, ...]:
        """The files with what is there of each, at most a second old; empty before metadata."""
        ...

    async def peers(self, infohash: InfoHash) -> tuple[Peer, ...]:
        """Who is connected now."""
        ...

    async def pieces(self, infohash: InfoHash) -> list[bool]:
        """Which pieces are there and verified; empty before metadata."""
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

    def connect_peers(self, infohash: InfoHash, peers: Iterable[tuple[str, int]]) -> None:
        """Try these addresses now."""
        ...


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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True)
class SessionTotals:
    """Bytes since the process started, of one session."""

    hops: Hops
    received: int
    sent: int
    dht_received: int
    dht_sent: int
    tracker_received: int
    tracker_sent: int
    payload_received: int
    payload_sent: int


class EngineSessions(Protocol):
    """The sessions behind the torrents, one per hop count."""

    def settings(self, hops: int) -> dict[str, Any]:
        """libtorrent's settings by name; empty when there is no such session."""
        ...

    async def counters(self, hops: int) -> dict[str, int]:
        """libtorrent's counters by dotted name, at most five seconds old; empty when there is no such session."""
        ...

    async def totals(self) -> tuple[SessionTotals, ...]:
        """One for each session that runs."""
        ...

    def listen_ports(self) -> dict[Hops, int]:
        """The TCP port each session listens on; 0: none."""
        ...

    def dht_nodes(self) -> int:
        """Nodes in the DHT routing table of the plain session, as last heard."""
        ...


# The catalogue.


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadRecord:
    """One download as the catalogue keeps it."""

    infohashes: InfoHashes
    settings: DownloadSettings
    added: Timestamp
    magnet: Magnet | None = None
    """What it was added by, while there is no metainfo."""
    torrent: bytes | None = None
    resume_data: bytes | None = None
    completed: Timestamp | None = None
    complete: bool = False
    """All selected files were there and verified when last saved."""


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A row that could not be read; it was set aside in the database and the rest goes on."""

    key: str
    reason: str


class DownloadCatalogue(Protocol):
    """Downloads that last. A method that returns has committed. Raises: CatalogueError."""

    async def add(self, records: Sequence[DownloadRecord]) -> None:
        """All or none. An infohash that is there already is replaced."""
        ...

    async def update_settings(self, changes: Mapping[InfoHash, DownloadSettings]) -> None:
        """All or none; unknown infohashes are passed over."""
        ...

    async def save_resume_data(self, data: Mapping[InfoHash, bytes], complete: Mapping[InfoHash, bool]) -> None:
        """One transaction; unknown infohashes are passed over. `complete` may name fewer or others than `data`."""
        ...

    async def save_metainfo(self, infohash: InfoHash, infohashes: InfoHashes, torrent: bytes) -> None:
        """A magnet's metadata arrived."""
        ...

    async def remove(self, infohashes: Sequence[InfoHash]) -> None:
        """Unknown ones are passed over."""
        ...

    async def torrent(self, infohash: InfoHash) -> bytes | None:
        """The stored .torrent."""
        ...

    async def count(self) -> int:
        """How many downloads there are."""
        ...

    def stream(self, batch_size: int = 500) -> AsyncIterator[Sequence[DownloadRecord | BrokenRecord]]:
        """Every download, oldest first, a batch at a time."""
        ...


class KeyValueStore(Protocol):
    """Small JSON documents that last: what a client keeps with us, what the daemon remembers of itself."""

    async def get(self, key: str) -> Any | None:
        """None: not there."""
        ...

    async def put(self, key: str, value: Any) -> None:
        """Durable when it returns."""
        ...

    async def delete(self, key: str) -> None:
        """Gone, if it was there."""
        ...


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that happened to a download, for people."""

    when: Timestamp
    infohash: InfoHash
    what: str
    """added, finished, removed, moved, failed, …"""
    detail: str = ""


class History(Protocol):
    """A bounded record of what happened."""

    async def write(self, entries: Sequence[HistoryEntry]) -> None:
        """Append; the oldest go when there are too many."""
        ...

    async def read(self, limit: int, infohash: InfoHash | None = None) -> Sequence[HistoryEntry]:
        """Newest first."""
        ...


# The network beyond the swarm.


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was behind a URL: torrent bytes, or a magnet that it redirected to."""

    data: bytes = b""
    magnet: str | None = None
    valid_certificate: bool = True


class TorrentFetcher(Protocol):
    """The one guarded HTTP client."""

    async def fetch(self, url: str) -> Fetched:
        """GET within size and time bounds; every redirect is checked again.

        Raises: FetchError, InvalidParameter.
        """
        ...


class NetworkReadiness(Protocol):
    """What the anonymity network says of a hop count."""

    @property
    def available(self) -> bool:
        """There is a network at all."""
        ...

    @property
    def ready(self) -> bool:
        """A circuit of this length is ready."""
        ...

    @property
    def exits_known(self) -> bool:
        """Some exit candidate is known."""
        ...


class AnonymityNetwork(Protocol):
    """Circuits for hidden downloads."""

    def readiness(self, hops: Hops) -> NetworkReadiness:
        """How things stand now; cheap."""
        ...
