"""Who wants to hear what, and how often. Source: section 9 of the specification."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tribler_core.config.sections import RestTorrentSection
from tribler_core.dialects.resttorrent.errors import FieldRefused
from tribler_core.dialects.resttorrent.push.happenings import KINDS, OPT_IN, Happening
from tribler_core.dialects.resttorrent.requests.given import Given
from tribler_core.dialects.resttorrent.shapes.session import present_session
from tribler_core.dialects.resttorrent.shapes.torrent import present_row
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.workspaces.workspaces import Workspaces

EVENT = "v1_event"
MOST_WAITING = 1000
"""Events; a reader who is slower than that has them dropped."""
_AHEAD = 8
"""Packets that may wait in the socket itself, where nothing can be dropped."""
_LOOK_AGAIN = Seconds(0.1)
"""At a socket that does not empty."""
_USUAL = Seconds(1.0)
_MICROSECOND = 1_000_000


class Outlet(Protocol):
    """As much of a socket as is needed here."""

    async def emit(self, event: str, message: object) -> None: ...

    def backlog(self) -> int: ...

    @property
    def is_open(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber wants to hear of; None: all."""

    sessions: frozenset[str] | None
    infohashes: frozenset[InfoHash] | None
    kinds: frozenset[str]
    interval: Seconds

    def includes(self, happening: Happening) -> bool:
        """Whether it is to be told."""
        if happening.kind not in self.kinds:
            return False
        if self.sessions is not None and happening.session not in self.sessions:
            return False
        named = happening.infohash is not None and self.infohashes is not None
        return not named or happening.infohash in (self.infohashes or ())


class Subscriber:
    """One socket, with a queue of its own in front of it that never grows beyond a bound."""

    def __init__(self, wish: Wish, outlet: Outlet, clock: Clock, tasks: TaskOwner) -> None:
        self.wish = wish
        self._outlet = outlet
        self._clock = clock
        self._waiting: deque[dict[str, object]] = deque()
        self._seq = 0
        self._dropped = 0
        self._news = asyncio.Event()
        self._sending = tasks.spawn(self._send(), "events for a socket")

    def tell(self, happening: Happening) -> None:
        """Put it into the queue; a queue that is full is emptied, and the reader is told how much it missed."""
        if len(self._waiting) >= MOST_WAITING:
            self._dropped += len(self._waiting)
            self._waiting.clear()
        now = self._clock.microseconds() / _MICROSECOND
        self._waiting.append({**happening.message(), "time": now})
        self._news.set()

    def close(self) -> None:
        """Send nothing more."""
        self._sending.cancel()

    async def _send(self) -> None:
        """What waits in the socket cannot be taken back, so little is given to it at a time."""
        while self._outlet.is_open:
            if not self._waiting:
                self._news.clear()
                await self._news.wait()
            await self._until_read()
            if self._dropped:
                dropped, self._dropped = self._dropped, 0
                now = self._clock.microseconds() / _MICROSECOND
                await self._emit({"event": "lagged", "dropped": dropped, "time": now})
            if self._waiting:
                await self._emit(self._waiting.popleft())

    async def _until_read(self) -> None:
        while self._outlet.backlog() >= _AHEAD:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(_LOOK_AGAIN)

    async def _emit(self, message: dict[str, object]) -> None:
        self._seq += 1
        await self._outlet.emit(EVENT, {**message, "seq": self._seq})


class Subscribing:
    """Everybody who subscribed."""

    def __init__(
        self, workspaces: Workspaces, section: Callable[[], RestTorrentSection], clock: Clock, tasks: TaskOwner
    ) -> None:
        self._workspaces = workspaces
        self._section = section
        self._clock = clock
        self._tasks = tasks
        self.subscribers: set[Subscriber] = set()
        self.changed: Callable[[], None] = lambda: None
        """Called when somebody came or went."""

    async def subscribe(
        self, given: Given, outlet: Outlet, before: Subscriber | None
    ) -> tuple[Subscriber, dict[str, object]]:
        """A subscription, in the place of the one before; and how things are now. Raises: FieldRefused."""
        wish = self._wish(given)
        subscriber = before
        if subscriber is None:
            subscriber = Subscriber(wish, outlet, self._clock, self._tasks)
            self.subscribers.add(subscriber)
        subscriber.wish = wish
        self.changed()
        return subscriber, await self._state(wish)

    def leave(self, subscriber: Subscriber) -> None:
        """It hears no more."""
        subscriber.close()
        self.subscribers.discard(subscriber)
        self.changed()

    def tell(self, happening: Happening, *, interval: Seconds | None = None) -> None:
        """To all whom it concerns; with an interval, to those who have that one."""
        for subscriber in self.subscribers:
            mine = interval is None or subscriber.wish.interval == interval
            if mine and subscriber.wish.includes(happening):
                chosen = subscriber.wish.infohashes
                told = happening if chosen is None else happening.about(chosen)
                if told is not None:
                    subscriber.tell(told)

    def wanted(self, kind: str) -> bool:
        """Somebody wants to hear of such things."""
        return any(kind in subscriber.wish.kinds for subscriber in self.subscribers)

    def close(self) -> None:
        """Nobody hears any more."""
        for subscriber in tuple(self.subscribers):
            self.leave(subscriber)

    def _wish(self, given: Given) -> Wish:
        sessions, infohashes = _several(given, "session_id"), _several(given, "infohash")
        named = None if infohashes is None else frozenset(given.having(infohash=text).infohash() for text in infohashes)
        kinds = given.names("events")
        if kinds is not None and (unknown := set(kinds) - KINDS - {"*"}):
            raise FieldRefused("events", f"must be events that there are, not {', '.join(sorted(unknown))}")
        wanted = KINDS - OPT_IN if kinds is None else KINDS if "*" in kinds else frozenset(kinds)
        least = self._section().push_min_interval
        interval = Seconds(given.number("interval", least=least, default=max(_USUAL, least)))
        return Wish(sessions, named, frozenset(wanted), interval)

    async def _state(self, wish: Wish) -> dict[str, object]:
        """What a client needs to begin with, so that it has to ask for nothing."""
        shown: list[dict[str, object]] = []
        for workspace in await self._workspaces.all():
            if wish.sessions is None or workspace.id in wish.sessions:
                rows = workspace.downloads.table.rows()
                chosen = [row for row in rows if wish.infohashes is None or row.infohash in wish.infohashes]
                torrents = [present_row(row) for row in chosen]
                shown.append({**await present_session(workspace), "torrents": torrents})
        return {"interval": wish.interval, "events": sorted(wish.kinds), "sessions": shown}


def _several(given: Given, name: str) -> frozenset[str] | None:
    """One or many; `*`, nothing: all."""
    names = given.names(name)
    return None if not names or "*" in names else frozenset(names)
