"""Workspaces with real sessions and a real catalogue, on loopback."""

import asyncio
import os
import random
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.engine.house import LOCAL, TICK
from tests.fakes.network import FakeFetcher, FakeNetwork
from tribler_core.config.sections import StorageSection
from tribler_core.domain.events import Event
from tribler_core.domain.torrent.source import Source
from tribler_core.engine.engine import FileRules
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.engine.separate import EngineSettings, SeparateEngine
from tribler_core.engine.sessions.packs import UNTUNED
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.building import Sources
from tribler_core.services.downloads.placing.claims import Claims
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.events import EventBus
from tribler_core.services.sources import SourceReader
from tribler_core.services.workspaces.opening import Materials
from tribler_core.services.workspaces.workspace import Workspace
from tribler_core.services.workspaces.workspaces import WorkspaceRules, Workspaces
from tribler_core.storage.catalogue import SqlCatalogue

PATIENCE = 20.0


_ROOM = range(10_000, 30_000)
"""Below the ports that the system gives to whoever asks for any."""
_WORKERS = 10


def free_ports(count: int) -> tuple[int, int]:
    """First and last of a row of ports that are free, TCP and UDP, and stay so: each test process has its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % _WORKERS
    share = len(_ROOM) // _WORKERS
    while True:
        first = _ROOM.start + share * worker + random.randrange(share - count)  # noqa: S311 - no secret
        if all(_is_free(port) for port in range(first, first + count)):
            return first, first + count - 1


def _is_free(port: int) -> bool:
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(type=kind) as probe:
                probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def occupy(port: int) -> socket.socket:
    """A listener on a port, until it is closed."""
    taken = socket.socket()
    try:
        taken.bind(("127.0.0.1", port))
        taken.listen()
    except OSError:
        taken.close()
        raise
    return taken


def separate_engine(publish: Callable[[Event], None]) -> SeparateEngine:
    """An engine of a workspace that talks to loopback only."""
    return SeparateEngine(lambda: EngineSettings(LOCAL, FileRules(), UNTUNED), publish, SystemClock(), tick=TICK)


async def permit(path: Path) -> Path:
    """Everything is allowed."""
    return path


class Office:
    """One process; what lasts is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.heard: list[Event] = []
        self.events = EventBus()
        self.events.subscribe(Event, self.heard.append)
        self.jail: Any = None
        """Whoever says which folders may be used; None: all may."""
        self.limit = 8
        self.reserved: set[int] = set()
        self.workspaces: Workspaces
        self._catalogue: SqlCatalogue

    async def start(self) -> "Office":
        """Restore what was durable."""
        self._catalogue = await SqlCatalogue.open(StorageSection(), self.folder)
        reader = TorrentReader()
        materials = Materials(
            new_engine=separate_engine,
            downloads=self._catalogue.workspaces,
            store=self._catalogue.key_values,
            reader=reader,
            network=lambda _: FakeNetwork(),
            sources=Sources(read=SourceReader(reader, FakeFetcher(), permit).read, permit=permit, known=lambda _: None),
            folder=lambda: self.folder / "downloads",
            claims=Claims(),
            clock=SystemClock(),
        )
        rules = WorkspaceRules(limit=lambda: self.limit, reserved=lambda: self.reserved)
        self.workspaces = Workspaces(materials, rules, self.events.publish)
        await self.workspaces.restore()
        return self

    async def stop(self) -> None:
        await self.workspaces.stop(Seconds(5))
        await self._catalogue.close()

    async def open(self, first: int = 0, last: int = 0, *, durable: bool = False) -> Workspace:
        """By default on any port."""
        return await self.workspaces.create(first, last, durable=durable)


async def add(workspace: Workspace, source: Source, folder: Path, **options: Any) -> Any:
    """A torrent into a folder; answers its row."""
    added = await workspace.downloads.add(AddRequest(source=source, destination=folder, **options))
    return workspace.downloads.get(added.infohash)


async def until(workspace: Workspace, condition: Callable[[], bool]) -> None:
    """Wait until something holds; looked at with every change of the workspace's table."""
    table = workspace.downloads.table
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await table.wait_changed(table.revision)
