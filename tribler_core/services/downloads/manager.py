"""The one door to downloads."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import SeedingLimits, SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.ports import LastWords
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.swarm.tracker import Tracker, TrackerEndpoint
from tribler_core.domain.torrent.files import DownloadFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.asking.files import Files
from tribler_core.services.downloads.asking.swarms import Swarms
from tribler_core.services.downloads.commands.batching import Batching
from tribler_core.services.downloads.desk import Desk
from tribler_core.services.downloads.keeping import Keeping
from tribler_core.services.downloads.life.diary import Diary
from tribler_core.services.downloads.life.hiding import Hiding
from tribler_core.services.downloads.life.loading import Loading
from tribler_core.services.downloads.moving import Moving
from tribler_core.services.downloads.placing.claims import Claims
from tribler_core.services.downloads.requests import Added, AddRequest, Answer, Change, Checkpoints, Removal, Request
from tribler_core.services.downloads.sharing.seeding import Seeding
from tribler_core.services.downloads.table import LiveTable

log = logging.getLogger(__name__)

TICK = Seconds(1.0)
ANNOUNCED_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Who does the work; `building.py` introduces them to each other."""

    desk: Desk
    batching: Batching
    loading: Loading
    files: Files
    swarms: Swarms
    seeding: Seeding
    keeping: Keeping
    moving: Moving
    diary: Diary
    hiding: Hiding


class DownloadManager:
    """Every download and all that is done to it; what changes is durable when a method returns.

    Methods that take an infohash accept either one of a hybrid torrent, and raise DownloadNotFound.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.table: LiveTable = parts.desk.table
        self.claims: Claims = parts.desk.claims
        self._saved = False
        """By `stop`, and really all."""

    @property
    def checkpoints(self) -> Checkpoints:
        """How far start-up is."""
        return self._parts.loading.checkpoints

    async def start(self) -> None:
        """Begin to load what the catalogue holds; the rest happens in the background. Raises: CatalogueError."""
        await self._parts.loading.open()
        self._parts.loading.begin()
        _ = self._parts.desk.tasks.keep(self._tick, "housekeeping of downloads")

    async def stop(self, deadline: Seconds) -> None:
        """Save what needs saving, in `deadline` seconds at most; after this may come nothing but `part`."""
        parts, saved = self._parts, False
        try:
            async with asyncio.timeout(deadline):
                await parts.loading.abandon()
                await parts.moving.finish()
                await parts.keeping.save_all()
                await parts.diary.write()
                saved = True
        except (TimeoutError, TriblerError) as error:
            log.warning("not everything could be saved; the next start checks what is incomplete (%r)", error)
        parts.hiding.stop()
        await parts.desk.tasks.close()
        self._saved = saved

    async def part(self, last_words: LastWords) -> None:
        """Store what the engine said at its end, and then that all is saved; where it is not, the next start doubts it.

        Raises: CatalogueError.
        """
        await self._parts.keeping.store(last_words.resume_data)
        if self._saved and last_words.whole:
            await self._parts.loading.close()

    def get(self, infohash: InfoHash) -> Download:
        """The row in the live table; while `checkpoints` are not all loaded, prefer `find`."""
        return self._parts.desk.row(infohash)

    async def find(self, infohash: InfoHash) -> Download:
        """The row, loaded ahead of its turn when start-up has not come to it."""
        return await self._parts.loading.find(infohash)

    async def add(self, request: AddRequest) -> Added:
        """Raises: what reading the source raises, Rejected, AnonymityUnavailable, EngineFailure, CatalogueError."""
        answer = await self._one(request)
        assert isinstance(answer, Added)  # noqa: S101 - what an AddRequest is answered with
        return answer

    async def update(self, infohash: InfoHash, patch: DownloadPatch) -> Download:
        """All of it or nothing. A move that takes longer than a moment goes on after the answer.

        Raises: Rejected, MetainfoNotYetKnown, PathNotAllowed, StorageError, AnonymityUnavailable, CatalogueError.
        """
        answer = await self._one(Change(infohash, patch))
        assert isinstance(answer, Download)  # noqa: S101 - what a Change is answered with
        return answer

    async def remove(self, infohash: InfoHash, *, with_data: bool) -> None:
        """Raises: StorageError when files could not be deleted; the download is gone all the same."""
        await self._one(Removal(infohash=infohash, with_data=with_data))

    async def batch(self, requests: Sequence[Request]) -> list[Answer]:
        """Many at once, in order, with an answer each and one transaction for all that concern different downloads."""
        return await self._parts.batching.run(requests)

    def defaults_changed(self) -> None:
        """The operator has changed what downloads get by default."""
        self._parts.seeding.consider_all()

    def effective_seeding(self, download: Download) -> SeedingRule:
        """Its own rule with the configured defaults in the gaps."""
        return self._parts.seeding.rule(download)

    def effective_limits(self, download: Download) -> SeedingLimits:
        """What ends its seeding, limit by limit: its own, its category's, the configured; nothing in it is None."""
        return self._parts.seeding.limits(download)

    async def files(self, infohash: InfoHash) -> tuple[DownloadFile, ...]:
        """At most a second old; empty before metadata. Pad files are left out, so indices can have gaps."""
        return await self._parts.files.of(await self.find(infohash))

    def file_list(self, infohash: InfoHash) -> tuple[DownloadFile, ...]:
        """Files as known without waiting; what is missing is fetched behind the answer, and then the row changes."""
        return self._parts.files.at_once(self.get(infohash))

    async def peers(self, infohash: InfoHash) -> tuple[Peer, ...]:
        """Who is connected now."""
        return await self._parts.swarms.peers(await self.find(infohash))

    async def peer_pieces(self, infohash: InfoHash) -> Mapping[tuple[str, int], Sequence[bool]]:
        """Which pieces each of them has, by address and port."""
        return await self._parts.swarms.peer_pieces(await self.find(infohash))

    async def pieces(self, infohash: InfoHash) -> list[bool]:
        """Which pieces are there and verified; empty before metadata."""
        return await self._parts.swarms.pieces(await self.find(infohash))

    async def tracker_endpoints(self, infohash: InfoHash) -> Mapping[str, tuple[TrackerEndpoint, ...]]:
        """What each tracker said to each listen socket, by announce URL."""
        return await self._parts.swarms.tracker_endpoints(await self.find(infohash))

    async def fetching(self, infohash: InfoHash) -> tuple[int, ...]:
        """Pieces of which some part is there, or asked for."""
        return await self._parts.swarms.fetching(await self.find(infohash))

    async def availability(self, infohash: InfoHash) -> float:
        """Distributed copies, our own included."""
        return await self._parts.swarms.availability(await self.find(infohash))

    async def piece_availability(self, infohash: InfoHash) -> list[int]:
        """How many connected peers have each piece."""
        return await self._parts.swarms.piece_availability(await self.find(infohash))

    async def web_seeds(self, infohash: InfoHash) -> tuple[str, ...]:
        """URLs of web seeds."""
        return await self._parts.swarms.web_seeds(await self.find(infohash))

    async def export(self, infohash: InfoHash) -> bytes:
        """A .torrent. Raises: MetainfoNotYetKnown."""
        return await self._parts.swarms.export(await self.find(infohash))

    async def add_trackers(self, infohash: InfoHash, urls: Sequence[str]) -> None:
        """Each in a tier of its own behind the others. Raises: InvalidParameter, AnonymityUnavailable."""
        await self._parts.swarms.add_trackers(await self.find(infohash), urls)

    async def add_tracker_tiers(self, infohash: InfoHash, tiers: Sequence[Sequence[str]]) -> None:
        """Whole tiers, behind the others. Raises: InvalidParameter, AnonymityUnavailable."""
        await self._parts.swarms.add_tiers(await self.find(infohash), tiers)

    async def edit_tracker(self, infohash: InfoHash, url: str, new: Tracker) -> None:
        """Another URL or tier. Raises: InvalidParameter, TrackerNotFound, TrackerExists, AnonymityUnavailable."""
        await self._parts.swarms.edit_tracker(await self.find(infohash), url, new)

    async def add_web_seeds(self, infohash: InfoHash, urls: Sequence[str]) -> None:
        """Raises: InvalidParameter, AnonymityUnavailable."""
        await self._parts.swarms.add_web_seeds(await self.find(infohash), urls)

    async def remove_web_seeds(self, infohash: InfoHash, urls: Sequence[str]) -> None:
        """Those that are not there are passed over. Raises: AnonymityUnavailable."""
        await self._parts.swarms.remove_web_seeds(await self.find(infohash), urls)

    async def remove_trackers(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        """Those that are not there are passed over. Raises: AnonymityUnavailable."""
        await self._parts.swarms.remove_trackers(await self.find(infohash), urls)

    async def announce(self, infohash: InfoHash, url: str | None = None) -> None:
        """Now, to one tracker, or to all and the DHT; a download that is held waits in silence."""
        self._parts.swarms.announce(await self.find(infohash), url)

    async def announce_all(self) -> None:
        """Every download that runs, a few in each turn of the event loop."""
        for number, row in enumerate(self.table.rows()):
            if not row.transfer.paused:
                self._parts.swarms.announce(row, None)
            if number % ANNOUNCED_AT_ONCE == ANNOUNCED_AT_ONCE - 1:
                await asyncio.sleep(0)

    async def connect_peers(self, infohash: InfoHash, peers: Iterable[tuple[str, int]]) -> None:
        """Try these addresses (host, port) now; a download that is held tries nobody."""
        self._parts.swarms.connect_peers(await self.find(infohash), peers)

    async def _one(self, request: Request) -> Answer:
        (answer,) = await self._parts.batching.run([request])
        if isinstance(answer, TriblerError):
            raise answer
        return answer

    async def _tick(self) -> None:
        """The only clockwork of all downloads together; it does nothing unless something is due.

        What fails does not keep the others from their turn.
        """
        parts = self._parts
        while True:
            await asyncio.sleep(TICK)
            for part in (parts.seeding, parts.keeping, parts.diary, parts.hiding):
                try:
                    part.tick()
                except Exception:
                    log.exception("housekeeping of downloads failed in %s", type(part).__name__)
