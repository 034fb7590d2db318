"""What lasts: downloads, small documents, history."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Protocol

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.units import Timestamp
from tribler_core.foundation.value import value


@value(frozen=True, slots=True, kw_only=True)
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
    """All selected files were there and verified when last saved; the resume data beside it may be from just before."""


@value(frozen=True, slots=True)
class BrokenRecord:
    """A row that could not be read; it was set aside in the database and the rest goes on."""

    key: str
    reason: str


@value(frozen=True, slots=True, kw_only=True)
class CatalogueChanges:
    """What one transaction does; an infohash is in one of the three at most."""

    added: Sequence[DownloadRecord] = ()
    """One that is there already is replaced."""
    settings: Mapping[InfoHash, DownloadSettings] = field(default_factory=dict)
    removed: Sequence[InfoHash] = ()


class DownloadCatalogue(Protocol):
    """Downloads that last. A method that returns has committed. Raises: CatalogueError.

    Every infohash is the identity that the download is filed under.
    """

    async def write(self, changes: CatalogueChanges) -> None:
        """All of it or nothing; unknown infohashes are passed over."""
        ...

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
        """A magnet's metadata arrived; from now on it is filed under `infohashes.identity`."""
        ...

    async def remove(self, infohashes: Sequence[InfoHash]) -> None:
        """Unknown ones are passed over."""
        ...

    async def record(self, infohash: InfoHash) -> DownloadRecord | None:
        """All that is kept of one, named by either of its infohashes; None: it is not there, or not readable."""
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


@value(frozen=True, slots=True)
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
