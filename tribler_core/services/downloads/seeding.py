"""When seeding ends: by ratio, by time, at once, never; and never in the open when it shall be safe."""

import heapq
import logging

from tribler_core.domain.download.settings import Hops, SeedingMode, SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import DownloadFailed
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.defaults import effective_rule
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.keeping import Keeping
from tribler_core.services.downloads.passage import halted

log = logging.getLogger(__name__)

IN_THE_OPEN = "stopped instead of seeding in the open: safe seeding was asked for and there is no anonymity network"
"""Source: D-33 of the specification."""
_HIDDEN = Hops(1)
_TOLERANCE = 2.0
"""Seconds by which two estimates of one deadline differ, because the engine counts whole seconds."""


class Seeding:
    """Looks at a download when it changes, and at the one deadline that comes next; never at all of them."""

    def __init__(self, adapters: Adapters, desk: Desk, keeping: Keeping) -> None:
        self._adapters = adapters
        self._desk = desk
        self._keeping = keeping
        self._deadlines: list[tuple[Seconds, InfoHash]] = []
        """A heap; an entry counts only while `_due` agrees with it."""
        self._due: dict[InfoHash, Seconds] = {}
        self._ending: set[InfoHash] = set()

    def rule(self, row: Download) -> SeedingRule:
        """Its own, with the configured defaults in the gaps."""
        return effective_rule(row.settings.seeding, self._desk.defaults())

    def consider(self, row: Download) -> None:
        """Something about it changed: stop it when its seeding has ended, or note when that will be."""
        infohash = row.infohash
        if not _seeds(row):
            self._due.pop(infohash, None)
            return
        if self.in_the_open(row):
            self.end(row, IN_THE_OPEN)
            return
        rule = self.rule(row)
        if rule.mode is SeedingMode.TIME and rule.time is not None:
            self._note(row, rule.time)
            return
        self._due.pop(infohash, None)
        if _is_over(row, rule):
            self.end(row)

    def in_the_open(self, row: Download) -> bool:
        """It shall seed hidden or not at all, is a plain download, and there is nothing to hide in."""
        settings = row.settings
        if not settings.safe_seeding or settings.hops:
            return False
        return not self._adapters.network.readiness(_HIDDEN).available

    def consider_all(self) -> None:
        """The defaults have changed."""
        for row in self._desk.table.rows():
            self.consider(row)

    def tick(self) -> None:
        """End what has reached its deadline."""
        now = self._desk.clock.monotonic()
        while self._deadlines and self._deadlines[0][0] <= now:
            due, infohash = heapq.heappop(self._deadlines)
            if self._due.get(infohash) == due and (row := self._desk.table.get(infohash)) is not None:
                del self._due[infohash]
                self.end(row)

    def end(self, row: Download, reason: str = "") -> None:
        """Stop it as a rule does, which is not the user's stop. A reason is told; none is needed for the usual ones."""
        infohash = row.infohash
        if infohash in self._ending:
            return
        self._ending.add(infohash)
        self._halt(infohash)
        _ = self._desk.tasks.spawn(self._settle(infohash), f"end of seeding of {infohash}")
        if reason:
            log.warning("%s %s", row.name, reason)
            self._desk.events.publish(DownloadFailed(infohash, reason))

    async def _settle(self, infohash: InfoHash) -> None:
        try:
            async with self._desk.turns.take([infohash]):
                if infohash in self._desk.table:
                    row = await self._keeping.change(infohash, stopped_by_rule=True)
                    self._halt(infohash)  # again: it may have been resumed before it was our turn
                    self._desk.table.put(halted(row))
                    self._keeping.soon(infohash)
        except TriblerError:
            log.exception("%s seeds no more, and will again after a restart", infohash)
        finally:
            self._ending.discard(infohash)

    def _halt(self, infohash: InfoHash) -> None:
        if self._adapters.engine.holds(infohash):
            self._adapters.engine.apply(infohash, EngineChange(paused=True, auto_managed=False))

    def _note(self, row: Download, limit: Seconds) -> None:
        if row.state is not DownloadState.SEEDING:
            self._due.pop(row.infohash, None)  # queued: its time stands still
            return
        due = Seconds(self._desk.clock.monotonic() + max(0.0, limit - row.transfer.finished_time))
        noted = self._due.get(row.infohash)
        if noted is None or abs(noted - due) > _TOLERANCE:
            self._due[row.infohash] = due
            heapq.heappush(self._deadlines, (due, row.infohash))


def _seeds(row: Download) -> bool:
    """Complete, and running or waiting in the queue for its turn to run."""
    return row.complete and row.state in (DownloadState.SEEDING, DownloadState.QUEUED)


def _is_over(row: Download, rule: SeedingRule) -> bool:
    match rule.mode:
        case SeedingMode.NEVER:
            return True
        case SeedingMode.RATIO:
            size = row.transfer.size
            return size > 0 and rule.ratio is not None and row.transfer.uploaded >= rule.ratio * size
        case _:
            return False
