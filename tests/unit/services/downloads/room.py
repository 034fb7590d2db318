"""A downloads room between fakes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.builders import DOWNLOADS
from tests.fakes.catalogue import FakeCatalogue, FakeHistory, FakeStore
from tests.fakes.categories import FakeCategories
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.network import FakeFetcher, FakeNetwork
from tribler_core.domain.errors import PathNotAllowed
from tribler_core.domain.events import Event
from tribler_core.domain.ports import LastWords
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.building import Rules, Sources, build_downloads
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.downloads.desk import Adapters
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.events import EventBus
from tribler_core.services.sources import SourceReader


@dataclass
class Room:
    """One process: the manager and what is around it. What lasts is handed to the next process."""

    catalogue: FakeCatalogue = field(default_factory=FakeCatalogue)
    store: FakeStore = field(default_factory=FakeStore)
    history: FakeHistory = field(default_factory=FakeHistory)
    clock: FakeClock = field(default_factory=FakeClock)
    network: FakeNetwork = field(default_factory=FakeNetwork)
    fetcher: FakeFetcher = field(default_factory=FakeFetcher)
    defaults: DownloadDefaults = field(default_factory=lambda: DownloadDefaults(destination=DOWNLOADS))
    categories: FakeCategories = field(default_factory=lambda: FakeCategories(DOWNLOADS))
    known: dict[InfoHash, Metainfo] = field(default_factory=dict)
    heard: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.events = EventBus()
        self.events.subscribe(Event, self.heard.append)
        self.engine = FakeEngine(self.events.publish)
        adapters = Adapters(
            engine=self.engine,
            inspection=self.engine,
            swarm=self.engine,
            reader=self.engine,
            catalogue=self.catalogue,
            store=self.store,
            history=self.history,
            network=self.network,
        )
        reader = SourceReader(self.engine, self.fetcher, permit)
        sources = Sources(read=reader.read, permit=permit, known=self.known.get)
        self.downloads: DownloadManager = build_downloads(
            adapters,
            self.events,
            self.clock,
            Rules(defaults=lambda: self.defaults, categories=self.categories),
            sources,
        )

    @property
    def table(self) -> LiveTable:
        return self.downloads.table

    @property
    def parts(self) -> Any:
        return self.downloads._parts

    async def start(self) -> "Room":
        """Begin, and wait until everything is loaded."""
        await self.downloads.start()
        await self.until(lambda: self.downloads.checkpoints.all_loaded)
        return self

    async def tick(self, seconds: float = 1.0) -> None:
        """Let time pass, do what is due, and wait until it is done."""
        self.clock.advance(seconds)
        self.parts.seeding.tick()
        self.parts.keeping.tick()
        self.parts.diary.tick()
        self.parts.hiding.tick()
        await self.settle()

    async def settle(self) -> None:
        """Let background work come to its end, but for what waits for a test."""
        for _ in range(50):
            await asyncio.sleep(0)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the event loop run until this holds."""
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0)

    async def killed(self) -> "Room":
        """The process after this one was killed: only what lasts is left."""
        await self.parts.desk.tasks.close()
        return self.successor()

    async def restarted(self) -> "Room":
        """The process after an orderly stop."""
        await self.downloads.stop(Seconds(10))
        await self.downloads.part(LastWords({}, whole=True))
        return self.successor()

    def successor(self) -> "Room":
        """The next process on the same catalogue."""
        self.clock.advance(1)
        return replace(self, heard=[])

    def heard_of(self, kind: type[Event]) -> list[Any]:
        """All events of a kind so far."""
        return [event for event in self.heard if isinstance(event, kind)]


async def permit(path: Path) -> Path:
    """A policy that shuts one folder."""
    if path.is_relative_to("/forbidden"):
        raise PathNotAllowed(path)
    return path
