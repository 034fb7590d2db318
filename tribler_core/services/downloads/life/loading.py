"""Start-up: what the catalogue holds goes into the live table and the engine, while everybody already asks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Hold
from tribler_core.domain.errors import DownloadNotFound, TriblerError
from tribler_core.domain.events import DownloadFailed, DownloadRemoved, RecordSetAside
from tribler_core.domain.ports import BrokenRecord, DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.life.queueing import Queueing
from tribler_core.services.downloads.passage import Described, Passage, first_row, is_streamable
from tribler_core.services.downloads.requests import Checkpoints

log = logging.getLogger(__name__)

Batch = Sequence[DownloadRecord | BrokenRecord]
AT_ONCE = 200
"""Downloads in a batch: few enough that nobody who asks meanwhile waits more than some milliseconds."""
CLEAN_STOP = "downloads.clean_stop"
"""Under this the last stop left word that everything was saved, but for those that are listed there."""


class Loading:
    """Brings stored downloads to life, oldest first, and ahead of its turn the one that somebody asks for.

    A download that is in the table, or was removed since we began, is not loaded again, whatever a batch that
    was read before says. So nothing is lost and nothing comes twice.
    """

    def __init__(self, adapters: Adapters, desk: Desk, passage: Passage, queueing: Queueing) -> None:
        self._adapters = adapters
        self._desk = desk
        self._passage = passage
        self._queueing = queueing
        self._total = 0
        self._loaded = 0
        self._done = False
        self._recover = False
        self._running: asyncio.Task[None] | None = None
        self._removed: set[InfoHash] = set()
        self._order: list[InfoHash] = []

    @property
    def checkpoints(self) -> Checkpoints:
        """How far it is."""
        return Checkpoints(max(self._total, self._loaded), self._loaded, self._done)

    async def open(self) -> None:
        """Find out how much there is, and whether the last process stopped or was killed. Raises: CatalogueError."""
        store = self._adapters.store
        self._total = await self._adapters.catalogue.count()
        doubted = await store.get(CLEAN_STOP)
        self._recover = self._total > 0 and doubted is None
        self._passage.doubted.update(map(InfoHash, doubted if isinstance(doubted, list) else ()))
        await store.delete(CLEAN_STOP)

    async def abandon(self) -> None:
        """Stop where it is; the next start begins again."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def close(self) -> None:
        """Everything is saved: the next start need not doubt it, unless this one did and was not through with it.

        Raises: CatalogueError.
        """
        if self._done or not self._recover:
            await self._adapters.store.put(CLEAN_STOP, sorted(self._passage.doubted))

    def begin(self) -> None:
        """Load all in the background."""
        self._running = self._desk.tasks.spawn(self.run(), "load downloads")

    async def run(self) -> None:
        """Load all. Raises: CatalogueError."""
        batches = self._adapters.catalogue.stream(AT_ONCE)
        batch = await anext(batches, None)
        while batch is not None:
            following = self._desk.tasks.spawn(_next(batches), "read the next batch")
            await self._load([record for each in batch if (record := self._readable(each)) is not None])
            self._loaded += len(batch)
            batch = await following
        self._total = self._loaded
        if self._order != [row.infohash for row in self._desk.table.walk()]:
            self._desk.table.arrange(self._order)
        await self._queueing.restore()
        self._done = True
        self._order, self._removed = [], set()

    async def find(self, infohash: InfoHash) -> Download:
        """The row, once it is where commands can work on it. Raises: DownloadNotFound, CatalogueError."""
        row = await self.look(infohash)
        if row is None:
            raise DownloadNotFound(infohash)
        return row

    async def look(self, infohash: InfoHash) -> Download | None:
        """The same; None: there is no such download. Raises: CatalogueError."""
        table = self._desk.table
        if not self._done and infohash not in self._removed and table.get(infohash) is None:
            record = await self._adapters.catalogue.record(infohash)
            if record is not None:
                await self._load([record])
        while (row := table.get(infohash)) is not None and row.hold is Hold.LOADING:
            await table.wait_changed(table.revision)
        return row

    def listen(self) -> None:
        """Hear the house from now on."""
        self._desk.events.subscribe(DownloadRemoved, self._gone)

    def _gone(self, event: DownloadRemoved) -> None:
        """It must not come back with a batch that was read before."""
        self._passage.doubted.discard(event.infohash)
        if not self._done:
            self._removed.add(event.infohash)

    def _readable(self, record: DownloadRecord | BrokenRecord) -> DownloadRecord | None:
        if isinstance(record, DownloadRecord):
            self._order.append(record.infohashes.identity)
            return record
        log.error("the stored download %s cannot be read and was set aside: %s", record.key, record.reason)
        self._desk.events.publish(RecordSetAside(record.key, record.reason))
        return None

    async def _load(self, records: Sequence[DownloadRecord]) -> None:
        described = await self._describe_hidden(records)
        new = [record for record in records if self._is_new(record.infohashes.identity)]
        entering: list[DownloadRecord] = []
        for record in new:
            hold = self._passage.hold(record.settings.hops)
            if hold is Hold.NONE:
                entering.append(record)
            known = described.get(record.infohashes.identity, record.magnet)
            self._desk.table.put(first_row(record, known, Hold.LOADING if hold is Hold.NONE else hold))
        if self._recover:
            self._passage.doubted.update(record.infohashes.identity for record in new)
        answers = await self._passage.hand_over(entering)
        for record, answer in zip(entering, answers, strict=True):
            self._show(record.infohashes.identity, answer)

    def _is_new(self, infohash: InfoHash) -> bool:
        return infohash not in self._desk.table and infohash not in self._removed

    def _show(self, infohash: InfoHash, failure: Exception | None) -> None:
        row = self._desk.table.get(infohash)
        if row is None:
            return
        if failure is None:
            streamable = is_streamable(self._adapters.inspection.paths(infohash))
            self._desk.table.put(replace(row, hold=Hold.NONE, streamable=streamable))
            return
        log.error("%s could not be started: %s", row.name, failure)
        self._desk.table.put(replace(row, hold=Hold.NONE, failure=str(failure)))
        self._desk.events.publish(DownloadFailed(infohash, str(failure)))

    async def _describe_hidden(self, records: Sequence[DownloadRecord]) -> dict[InfoHash, Described]:
        """What the engine will not tell, because it will not have them."""
        hidden = [record for record in records if self._passage.hold(record.settings.hops) is not Hold.NONE]
        described: dict[InfoHash, Described] = {}
        for record in hidden:
            if record.torrent is not None:
                try:
                    described[record.infohashes.identity] = await self._adapters.reader.read(record.torrent)
                except TriblerError as error:
                    log.warning("the torrent of %s cannot be read: %s", record.infohashes.identity, error)
        return described


async def _next(batches: AsyncIterator[Batch]) -> Batch | None:
    return await anext(batches, None)
