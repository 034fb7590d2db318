"""The status tick: what changed, once a second, in slices."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import libtorrent as lt

from tribler_core.domain.download.snapshot import Transfer
from tribler_core.domain.events import ContentCompleted, TransfersChanged
from tribler_core.domain.ports import Publish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.sessions.session import Session
from tribler_core.engine.torrents.held import Held, Torrents
from tribler_core.engine.torrents.saving import Saving
from tribler_core.engine.torrents.snapshots import COMPLETE, QUERY, transfer_of
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds, Timestamp

log = logging.getLogger(__name__)

SLICE = 150
"""Statuses worked on in one turn of the event loop: some two milliseconds, their listeners included."""


_SOON = Seconds(0.02)
"""Too short to be noticed, and long enough for a burst of adds to be told together: a status of its own for each
would cost more than adding it."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When changes are told."""

    clock: Clock
    interval: Seconds


class StatusFeed:
    """Asks every session what changed, turns answers into events, keeps the last word on each torrent."""

    def __init__(
        self, torrents: Torrents, sessions: Iterable[Session], saving: Saving, publish: Publish, rhythm: Rhythm
    ) -> None:
        self._torrents = torrents
        self._sessions = sessions
        self._saving = saving
        self._publish = publish
        self._rhythm = rhythm
        self._statuses: deque[lt.torrent_status] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._hastened: asyncio.TimerHandle | None = None
        self._each: list[Callable[[], None]] = []
        self._soon: dict[Held, None] = {}

    def each_tick(self, action: Callable[[], None]) -> None:
        """Do something else at every tick: there is one timer."""
        self._each.append(action)

    def start(self) -> None:
        self._tick()

    def stop(self) -> None:
        for timer in (self._timer, self._hastened):
            if timer is not None:
                timer.cancel()
        self._timer = self._hastened = None
        self._statuses.clear()

    def refresh(self, held: Held) -> None:
        """Ask about one torrent now."""
        held.handle.post_status(QUERY)

    def refresh_soon(self, held: Held) -> None:
        """Ask about one torrent with the next tick, however often this is said."""
        self._soon[held] = None

    def hasten(self) -> None:
        """Do not leave what changed just now to the next tick."""
        if self._hastened is None:
            self._hastened = asyncio.get_running_loop().call_later(_SOON, self._ask)

    def _ask(self) -> None:
        """Ask every session what changed."""
        if self._hastened is not None:
            self._hastened.cancel()
            self._hastened = None
        for session in self._sessions:
            session.lt.post_torrent_updates(QUERY)

    def refresh_all(self) -> None:
        """Ask about every torrent: answers were lost."""
        for held in self._torrents:
            self.refresh(held)

    def feed(self, statuses: Iterable[lt.torrent_status]) -> None:
        """Take statuses, which are copies and may outlive their alert; they are worked on soon."""
        idle = not self._statuses
        self._statuses.extend(statuses)
        if idle and self._statuses:
            self._work()

    def _tick(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._rhythm.interval, self._tick)
        self._ask()
        soon, self._soon = self._soon, {}
        for held in soon:
            if self._torrents.of(held.handle) is held:
                self.refresh(held)
        for session in self._sessions:
            session.facts.refresh()
        for action in self._each:
            action()

    def _work(self) -> None:
        """One slice: all its changes in one event, then whatever they completed."""
        changes: list[tuple[InfoHash, Transfer]] = []
        completed: list[ContentCompleted] = []
        now = self._rhythm.clock.now()
        for _ in range(min(SLICE, len(self._statuses))):
            status = self._statuses.popleft()
            try:
                self._take(status, now, changes, completed)
            except Exception:
                log.exception("a status could not be read")
        if self._statuses:
            asyncio.get_running_loop().call_soon(self._work)
        if changes:
            self._publish(TransfersChanged(changes))
        for event in completed:
            self._publish(event)

    def _take(
        self,
        status: lt.torrent_status,
        now: Timestamp,
        changes: list[tuple[InfoHash, Transfer]],
        completed: list[ContentCompleted],
    ) -> None:
        held = self._torrents.of(status.handle)
        if held is None or held.hidden:
            return
        transfer = transfer_of(held, status, now)
        self._saving.note(held, status)
        if transfer != held.transfer or not held.told:
            held.transfer, held.told = transfer, True
            changes.append((held.infohash, transfer))
        if held.finishing and not held.unsuffixing and transfer.activity in COMPLETE:
            held.finishing = False
            completed += _completion(held, transfer)


def _completion(held: Held, transfer: Transfer) -> list[ContentCompleted]:
    """Nothing is complete where nothing was wanted."""
    transferred = transfer.session_downloaded > held.received_before
    return [ContentCompleted(held.infohash, transferred)] if transfer.wanted else []
