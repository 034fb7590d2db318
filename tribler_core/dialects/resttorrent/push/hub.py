"""Watches every session for whoever subscribed; without subscribers it does nothing."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tribler_core.dialects.resttorrent.push.feed import Feed
from tribler_core.dialects.resttorrent.push.happenings import Happening
from tribler_core.dialects.resttorrent.push.newsroom import Newsroom, ReadTorrent
from tribler_core.dialects.resttorrent.push.subscribing import Subscribing
from tribler_core.dialects.resttorrent.shapes.session import present_session
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.events import EventBus
from tribler_core.services.workspaces.errors import WorkspaceNotFound
from tribler_core.services.workspaces.events import WorkspaceClosed, WorkspaceOpened
from tribler_core.services.workspaces.workspace import Workspace
from tribler_core.services.workspaces.workspaces import Workspaces

_BEAT = Seconds(0.05)
"""How exactly intervals are kept."""
_PEER_EVENTS = ("peer_connected", "peer_disconnected")


@dataclass(frozen=True, slots=True)
class Around:
    """Where news come from, and what they are read with."""

    events: EventBus
    """Of the house."""
    read: ReadTorrent


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is made for one session."""

    feed: Feed
    newsroom: Newsroom


class Hub:
    """Built once; `begin` makes it hear of sessions."""

    def __init__(
        self, workspaces: Workspaces, subscribing: Subscribing, around: Around, clock: Clock, tasks: TaskOwner
    ) -> None:
        self._workspaces = workspaces
        self._read = around.read
        self._subscribing = subscribing
        self._events = around.events
        self._clock = clock
        self._tasks = tasks
        self._desks: dict[str, _Desk] = {}
        self._ticking: asyncio.Task[None] | None = None
        subscribing.changed = self._readers_changed

    def begin(self) -> None:
        """Watch the sessions that there are, and those to come."""
        for workspace in self._workspaces.now():
            self._watch(workspace)
        self._events.subscribe(WorkspaceOpened, self._opened)
        self._events.subscribe(WorkspaceClosed, self._closed)

    def close(self) -> None:
        """Tell nobody anything more."""
        self._subscribing.close()
        for desk in self._desks.values():
            desk.newsroom.close()
        self._desks.clear()

    def _watch(self, workspace: Workspace) -> None:
        newsroom = Newsroom(workspace, self._subscribing.tell, self._read, self._tasks)
        self._desks[workspace.id] = _Desk(Feed(workspace), newsroom)
        self._readers_changed()

    def _opened(self, event: WorkspaceOpened) -> None:
        for workspace in self._workspaces.now():
            if workspace.id == event.workspace:
                self._watch(workspace)
                _ = self._tasks.spawn(self._tell_opened(workspace), "a session was opened")

    async def _tell_opened(self, workspace: Workspace) -> None:
        shown = await present_session(workspace)
        self._subscribing.tell(Happening("session_created", workspace.id, facts={"session": shown}))

    def _closed(self, event: WorkspaceClosed) -> None:
        desk = self._desks.pop(event.workspace, None)
        if desk is not None:
            desk.newsroom.close()
        gone = {"id": event.workspace}
        self._subscribing.tell(Happening("session_deleted", event.workspace, facts={"session": gone}))

    def _readers_changed(self) -> None:
        """Intervals came or went; where nobody is left, nothing ticks."""
        intervals = {subscriber.wish.interval for subscriber in self._subscribing.subscribers}
        now = self._clock.monotonic()
        peers = any(self._subscribing.wanted(kind) for kind in _PEER_EVENTS)
        for desk in self._desks.values():
            desk.feed.end(intervals)
            for interval in intervals:
                desk.feed.begin(interval, now)
            desk.feed.workspace.sessions.watch_peers(watch=peers)
        if intervals and self._ticking is None:
            self._ticking = self._tasks.keep(self._tick, "events for subscribers")
        elif not intervals and self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_BEAT)
            now = self._clock.monotonic()
            for name, desk in tuple(self._desks.items()):
                for interval in desk.feed.due(now):
                    with suppress(WorkspaceNotFound, TimeoutError):  # it is being closed
                        async with self._workspaces.using(name):
                            await self._tell_changes(desk, interval, now)

    async def _tell_changes(self, desk: _Desk, interval: Seconds, now: Seconds) -> None:
        for infohash in desk.feed.changed(interval):
            desk.newsroom.look(infohash)
        await desk.feed.tick(interval, now, _teller(self._subscribing, interval))


def _teller(subscribing: Subscribing, interval: Seconds) -> Callable[[Happening], None]:
    return lambda happening: subscribing.tell(happening, interval=interval)
