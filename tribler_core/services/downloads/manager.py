"""The one door to downloads."""

from collections.abc import Iterable, Sequence

from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.torrent.files import DownloadFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.requests import Added, AddRequest, Answer, Checkpoints, Request
from tribler_core.services.downloads.table import LiveTable


class DownloadManager:
    """Every download and all that is done to it; what changes is durable when a method returns.

    Methods that take an infohash accept either one of a hybrid torrent, and raise DownloadNotFound.
    """

    table: LiveTable

    @property
    def checkpoints(self) -> Checkpoints:
        """How far start-up is."""
        raise NotImplementedError

    async def start(self) -> None:
        """Begin to load what the catalogue holds; returns at once, the rest happens in the background."""
        raise NotImplementedError

    async def stop(self, deadline: Seconds) -> None:
        """Save what needs saving, in `deadline` seconds at most."""
        raise NotImplementedError

    def get(self, infohash: InfoHash) -> Download:
        """The row in the live table; while `checkpoints` are not all loaded, prefer `find`."""
        raise NotImplementedError

    async def find(self, infohash: InfoHash) -> Download:
        """The row, loaded ahead of its turn when start-up has not come to it."""
        raise NotImplementedError

    async def add(self, request: AddRequest) -> Added:
        """Raises: what reading the source raises, Rejected, AnonymityUnavailable, EngineFailure, CatalogueError."""
        raise NotImplementedError

    async def update(self, infohash: InfoHash, patch: DownloadPatch) -> Download:
        """All of it or nothing. A move that takes longer than a moment goes on after the answer.

        Raises: Rejected, FileNotInTorrent, PathNotAllowed, StorageError, AnonymityUnavailable, CatalogueError.
        """
        raise NotImplementedError

    async def remove(self, infohash: InfoHash, *, with_data: bool) -> None:
        """Raises: StorageError when files could not be deleted; the download is gone all the same."""
        raise NotImplementedError

    async def batch(self, requests: Sequence[Request]) -> list[Answer]:
        """Many at once, in order, with an answer each and one transaction for all that concern different downloads."""
        raise NotImplementedError

    def effective_seeding(self, download: Download) -> SeedingRule:
        """Its own rule with the configured defaults in the gaps."""
        raise NotImplementedError

    async def files(self, infohash: InfoHash) -> tuple[DownloadFile, ...]:
        """At most a second old; empty before metadata. Pad files are left out, so indices can have gaps."""
        raise NotImplementedError

    def file_list(self, infohash: InfoHash) -> tuple[DownloadFile, ...]:
        """Files as known without asking anybody; what is missing is fetched, and the row then counts as changed."""
        raise NotImplementedError

    async def peers(self, infohash: InfoHash) -> tuple[Peer, ...]:
        raise NotImplementedError

    async def pieces(self, infohash: InfoHash) -> list[bool]:
        """Empty before metadata."""
        raise NotImplementedError

    async def availability(self, infohash: InfoHash) -> float:
        raise NotImplementedError

    async def piece_availability(self, infohash: InfoHash) -> list[int]:
        raise NotImplementedError

    async def web_seeds(self, infohash: InfoHash) -> tuple[str, ...]:
        raise NotImplementedError

    async def export(self, infohash: InfoHash) -> bytes:
        """A .torrent. Raises: MetainfoNotYetKnown."""
        raise NotImplementedError

    async def add_trackers(self, infohash: InfoHash, urls: Sequence[str]) -> None:
        """Each in a tier of its own behind the others. Raises: InvalidParameter, AnonymityUnavailable."""
        raise NotImplementedError

    async def remove_trackers(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        """Those that are not there are passed over. Raises: AnonymityUnavailable."""
        raise NotImplementedError

    async def announce(self, infohash: InfoHash, url: str | None = None) -> None:
        """Now, to one tracker, or to all and the DHT."""
        raise NotImplementedError

    async def connect_peers(self, infohash: InfoHash, peers: Iterable[tuple[str, int]]) -> None:
        """Try these addresses (host, port) now."""
        raise NotImplementedError
