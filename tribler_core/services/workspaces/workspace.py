"""One workspace, as whoever works with it sees it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tribler_core.domain.ports import EngineSessions, Listening
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.events import EventBus
from tribler_core.services.workspaces.record import WorkspaceRecord


@dataclass(slots=True, kw_only=True, eq=False)
class Workspace:
    """Downloads, the session they are in, and what happens to them."""

    record: WorkspaceRecord
    downloads: DownloadManager
    events: EventBus
    sessions: EngineSessions
    protected: bool = False
    """The daemon's own: it cannot be closed."""
    _users: int = 0
    _unused: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def listening(self) -> Listening:
        """Whether peers can reach it now."""
        return self.sessions.listening_now()

    @asynccontextmanager
    async def used(self) -> AsyncIterator["Workspace"]:
        """It is not taken apart before everybody has left."""
        self._users += 1
        try:
            yield self
        finally:
            self._users -= 1
            if not self._users:
                self._unused.set()

    async def until_unused(self) -> None:
        """Nobody works with it."""
        while self._users:
            self._unused.clear()
            await self._unused.wait()
