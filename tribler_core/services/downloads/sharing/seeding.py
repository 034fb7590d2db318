"""When seeding ends: by ratio, by time, at once, never; and never in the open when it shall be safe."""

import heapq
import logging

from tribler_core.domain.anonymity import SafeSeedingDue
from tribler_core.domain.download.limits import limits_of, over, rule_of, standing
from tribler_core.domain.download.settings import EndAction, Hops, SeedingLimits, SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import DownloadFailed, SeedingEnded
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
        """A heap; an entry counts only while `_queued` agrees with it."""
        self._queued: dict[InfoHash, Seconds] = {}
        self._due: dict[InfoHash, Seconds] = {}
        """The deadline as last estimated; it may be later than the entry in the heap, never much earlier."""
        self._ending: set[InfoHash] = set()

    def rule(self, row: Download) -> SeedingRule:
        """What ends its seeding, in one mode, with the configured defaults in the gaps."""
        own, defaults = row.settings.seeding, self._desk.defaults()
        inherits = own.mode is None and self._desk.categories.limits(row.settings.category) != SeedingLimits()
        if own.limits is None and not inherits:
            return effective_rule(own, defaults)
        return effective_rule(rule_of(self.limits(row)), defaults)

    def limits(self, row: Download) -> SeedingLimits:
        """What ends its seeding: own words, then the category's, then the configured ones; nothing in it is None."""
        defaults = self._desk.defaults()
        own = row.settings.seeding
        own = own if own.mode is None else effective_rule(own, defaults)
        inherited = over(self._desk.categories.limits(row.settings.category), defaults.limits)
        return over(limits_of(own, defaults.seeding.mode), inherited)

    def consider(self, row: Download) -> None:
        """Something about it changed: stop it when its seeding has ended, or note when that will be."""
        infohash = row.infohash
        if not _seeds(row):
            self._due.pop(infohash, None)
            return
        if self.in_the_open(row):
            self._out_of_the_open(row)
            return
        if row.settings.forced:
            self._due.pop(infohash, None)
            return
        now = standing(self.limits(row), row.transfer, self._idle(row))
        if now.reached:
            self._due.pop(infohash, None)
            self.end(row)
        else:
            self._note(row, now.wait)

    def in_the_open(self, row: Download) -> bool:
        """It shall seed hidden or not at all, and is a plain download."""
        return row.settings.safe_seeding and not row.settings.hops

    def _out_of_the_open(self, row: Download) -> None:
        """Halt it at once; then it is hidden, or stopped where there is nothing to hide in."""
        if self._adapters.network.readiness(_HIDDEN).available:
            self._halt(row.infohash)
            self._desk.events.publish(SafeSeedingDue(row.infohash))
        else:
            self.end(row, IN_THE_OPEN)

    def consider_all(self) -> None:
        """The defaults have changed."""
        for row in self._desk.table.rows():
            self.consider(row)

    def tick(self) -> None:
        """End what has reached its deadline; one that has moved on waits for its new one."""
        now = self._desk.clock.monotonic()
        while self._deadlines and self._deadlines[0][0] <= now:
            queued, infohash = heapq.heappop(self._deadlines)
            if self._queued.get(infohash) != queued:
                continue
            del self._queued[infohash]
            due, row = self._due.get(infohash), self._desk.table.get(infohash)
            if due is None or row is None:
                continue
            if due > now:
                self._queue(infohash, due)
            else:
                del self._due[infohash]
                self.end(row)

    def end(self, row: Download, reason: str = "") -> None:
        """Stop it as a rule does, which is not the user's stop. A reason is told; none is needed for the usual ones."""
        infohash = row.infohash
        if infohash in self._ending:
            return
        action = EndAction.STOP if reason else self.limits(row).action or EndAction.STOP
        if action is EndAction.SUPER_SEED:
            self._super_seed(row)
            return
        self._ending.add(infohash)
        self._halt(infohash)
        _ = self._desk.tasks.spawn(self._settle(infohash, action), f"end of seeding of {infohash}")
        if reason:
            log.warning("%s %s", row.name, reason)
            self._desk.events.publish(DownloadFailed(infohash, reason))

    def _super_seed(self, row: Download) -> None:
        """It goes on, as sparingly as can be; said once."""
        if not row.settings.super_seeding and self._adapters.engine.holds(row.infohash):
            self._ending.add(row.infohash)
            self._adapters.engine.apply(row.infohash, EngineChange(super_seeding=True))
            _ = self._desk.tasks.spawn(self._keep_super_seeding(row.infohash), f"super seeding of {row.infohash}")

    async def _keep_super_seeding(self, infohash: InfoHash) -> None:
        try:
            async with self._desk.turns.take([infohash]):
                if infohash in self._desk.table:
                    await self._keeping.change(infohash, super_seeding=True)
                    self._desk.events.publish(SeedingEnded(infohash, EndAction.SUPER_SEED))
        finally:
            self._ending.discard(infohash)

    async def _settle(self, infohash: InfoHash, action: EndAction) -> None:
        try:
            async with self._desk.turns.take([infohash]):
                if infohash in self._desk.table:
                    row = await self._keeping.change(infohash, stopped_by_rule=True)
                    self._halt(infohash)  # again: it may have been resumed before it was our turn
                    self._desk.table.put(halted(row))
                    self._keeping.soon(infohash)
                    self._desk.events.publish(SeedingEnded(infohash, action))
        except TriblerError:
            log.exception("%s seeds no more, and will again after a restart", infohash)
        finally:
            self._ending.discard(infohash)

    def _halt(self, infohash: InfoHash) -> None:
        if self._adapters.engine.holds(infohash):
            self._adapters.engine.apply(infohash, EngineChange(paused=True, auto_managed=False))

    def _note(self, row: Download, wait: Seconds | None) -> None:
        if wait is None or row.state is not DownloadState.SEEDING:  # queued: its time stands still
            self._due.pop(row.infohash, None)
            return
        due = Seconds(self._desk.clock.monotonic() + wait)
        self._due[row.infohash] = due
        queued = self._queued.get(row.infohash)
        if queued is None or due < queued - _TOLERANCE:
            self._queue(row.infohash, due)

    def _queue(self, infohash: InfoHash, due: Seconds) -> None:
        self._queued[infohash] = due
        heapq.heappush(self._deadlines, (due, infohash))

    def _idle(self, row: Download) -> Seconds:
        """How long nothing was transferred; where nothing ever was, since it is complete."""
        transfer = row.transfer
        moments = [moment for moment in (transfer.last_upload, transfer.last_download) if moment is not None]
        return Seconds(self._desk.clock.now() - max(moments) if moments else transfer.finished_time)


def _seeds(row: Download) -> bool:
    """Complete, and running or waiting in the queue for its turn to run."""
    return row.complete and row.state in (DownloadState.SEEDING, DownloadState.QUEUED)
