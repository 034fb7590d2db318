"""Hidden downloads wait for circuits, run while there are some, and wait again."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from tribler_core.domain.anonymity import ReadinessChanged, TorrentStripped
from tribler_core.domain.download.settings import MAX_HOPS, Hops
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Hold
from tribler_core.domain.errors import AnonymityUnavailable, TriblerError
from tribler_core.domain.events import DownloadFailed
from tribler_core.domain.ports import DownloadRecord, EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.life.meeting import Meeting
from tribler_core.services.downloads.passage import OUTSIDE, Passage, is_halted, resting

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Downloads released in one go."""


class Hiding:
    """Tells the network how many downloads want it; holds and releases them as it comes and goes.

    A download that is held after it ran stays in the engine, paused, so that it goes on at once. One that was
    never released is not there at all.
    """

    def __init__(self, adapters: Adapters, desk: Desk, passage: Passage, meeting: Meeting) -> None:
        self._adapters = adapters
        self._engine = adapters.engine
        self._desk = desk
        self._passage = passage
        self._meeting = meeting
        self._seen: Revision | None = None
        self._hidden: dict[InfoHash, Hops] = {}
        """Downloads that want circuits."""
        self._busy: set[Hops] = set()
        self._again: set[Hops] = set()
        self._deafen: Callable[[], None] = lambda: None

    def listen(self) -> None:
        """Hear the network and the engine from now on."""
        self._deafen = self._desk.events.subscribe(ReadinessChanged, lambda event: self._follow(event.hops))
        self._desk.events.subscribe(TorrentStripped, self._stripped)

    def stop(self) -> None:
        """The engine is about to go, and the network after it: there is nothing to hold any more."""
        self._deafen()

    def tick(self) -> None:
        """Once a second: what changed in the table since, as far as it is hidden."""
        table = self._desk.table
        if self._seen == table.revision:
            return
        delta = table.since(Revision(-1) if self._seen is None else self._seen)
        self._seen = delta.revision
        self._meeting.take(delta)
        before = self._counts()
        if delta.full:
            self._hidden.clear()
        for infohash in delta.removed:
            self._hidden.pop(infohash, None)
        for row in delta.changed:
            self._note(row)
        for hops, count in self._counts().items():
            if count != before[hops]:
                self._adapters.network.want(hops, count)
        hidden = (row for row in delta.changed if row.settings.hops)
        for hops in {row.settings.hops for row in hidden if self._is_astray(row)}:
            self._follow(hops)

    def _note(self, row: Download) -> None:
        if row.settings.hops and not is_halted(row.settings):
            self._hidden[row.infohash] = row.settings.hops
        else:
            self._hidden.pop(row.infohash, None)

    def _counts(self) -> dict[Hops, int]:
        used = list(self._hidden.values())
        return {Hops(hops): used.count(Hops(hops)) for hops in range(1, MAX_HOPS + 1)}

    def _is_astray(self, row: Download) -> bool:
        """Held without a reason, or not held with one."""
        return (
            row.hold is not Hold.LOADING and not row.failure and row.hold is not self._passage.hold(row.settings.hops)
        )

    def _stripped(self, event: TorrentStripped) -> None:
        row = self._desk.table.get(event.infohash)
        if row is not None:
            self._desk.table.put(replace(row, stripped=event.what))

    def _follow(self, hops: Hops) -> None:
        """Hold at once who has no way; release who has one in the background, one round at a time."""
        hold = self._passage.hold(hops)
        astray = [row for row in self._desk.table.walk() if row.settings.hops == hops and self._is_astray(row)]
        if hold is not Hold.NONE:
            for row in astray:
                self._hold(row, hold)
        elif hops in self._busy:
            self._again.add(hops)
        elif astray:
            self._busy.add(hops)
            work = self._release_all(hops, [row.infohash for row in astray])
            _ = self._desk.tasks.spawn(work, f"release of downloads with {hops} hops")

    def _hold(self, row: Download, hold: Hold) -> None:
        if self._engine.holds(row.infohash):
            self._engine.apply(row.infohash, EngineChange(paused=True, auto_managed=False))
        self._desk.table.put(replace(row, hold=hold, transfer=resting(row.transfer)))

    async def _release_all(self, hops: Hops, infohashes: Sequence[InfoHash]) -> None:
        try:
            for start in range(0, len(infohashes), AT_ONCE):
                chunk = infohashes[start : start + AT_ONCE]
                async with self._desk.turns.take(chunk):
                    await self._release(hops, chunk)
        finally:
            self._busy.discard(hops)
        if hops in self._again:
            self._again.discard(hops)
            self._follow(hops)

    async def _release(self, hops: Hops, infohashes: Iterable[InfoHash]) -> None:
        """Those that are still held. The caller holds their turns."""
        entering: list[DownloadRecord] = []
        for infohash in infohashes:
            row = self._desk.table.get(infohash)
            if row is None or row.settings.hops != hops or row.hold not in OUTSIDE:
                continue
            if self._passage.hold(hops) is not Hold.NONE:
                return
            if self._engine.holds(infohash):
                self._let_run(row)
            elif (record := await self._adapters.catalogue.record(infohash)) is not None:
                entering.append(record)
        for record in entering:
            self._desk.table.put(replace(self._desk.row(record.infohashes.identity), hold=Hold.LOADING))
        answers = await self._passage.hand_over(entering)
        for record, answer in zip(entering, answers, strict=True):
            self._entered(record.infohashes.identity, answer)

    def _let_run(self, row: Download) -> None:
        halt = is_halted(row.settings)
        change = EngineChange(paused=halt, auto_managed=row.settings.queued and not halt)
        self._desk.table.put(replace(row, hold=Hold.NONE))
        self._engine.apply(row.infohash, change)

    def _entered(self, infohash: InfoHash, failure: Exception | None) -> None:
        row = self._desk.table.get(infohash)
        if row is None:
            return
        if failure is None:
            self._desk.table.put(replace(row, hold=Hold.NONE, failure=""))
        elif isinstance(failure, AnonymityUnavailable):
            hold = self._passage.hold(row.settings.hops)
            self._desk.table.put(replace(row, hold=Hold.NO_CIRCUIT if hold is Hold.NONE else hold))
        else:
            message = str(failure) if isinstance(failure, TriblerError) else "it could not be started"
            log.error("%s could not be started: %s", row.name, failure)
            self._desk.table.put(replace(row, hold=Hold.NONE, failure=message))
            self._desk.events.publish(DownloadFailed(infohash, message))
