"""What is known of the whole daemon: gathered now and then, however many clients poll."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tribler_core.config.sections import Config
from tribler_core.dialects.qbittorrent.speed import SpeedLimits
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.ports import EngineSessions
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.host_files import HostFiles
from tribler_core.services.statistics import AllTime, Statistics, Totals

log = logging.getLogger(__name__)

FRESH = Seconds(1.0)
SPACE_FRESH = Seconds(30.0)
PLAIN = 0
"""The session of downloads that are not hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """At one moment."""

    totals: Totals = field(default_factory=lambda: Totals((), 0, 0))
    all_time: tuple[int, int] = (0, 0)
    """Bytes received and sent in all the daemon's life."""
    counters: Mapping[str, int] = field(default_factory=dict)
    """libtorrent's, by dotted name."""
    dht_nodes: int = 0
    external: tuple[str, ...] = ()
    """Our addresses as others see them."""
    listening: bool = False
    free_space: int | None = None
    """Bytes, where downloads go; None: unknown."""
    download_limit: int | None = None
    upload_limit: int | None = None
    alternative_limits: bool = False
    queueing: bool = True
    refresh_interval: int = 1500
    """Milliseconds between two polls, as clients are advised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the facts come from."""

    sessions: EngineSessions
    statistics: Statistics
    all_time: AllTime
    host_files: HostFiles
    speed: SpeedLimits
    config: Callable[[], Config]


class Server:
    """The facts, at most a second old."""

    def __init__(self, sources: Sources, clock: Clock, tasks: TaskOwner) -> None:
        self._sources = sources
        self._clock = clock
        self._tasks = tasks
        self._facts = ServerFacts()
        self._gathered = float("-inf")
        self._free: int | None = None
        self._measured = float("-inf")
        self._turn = asyncio.Lock()

    @property
    def facts(self) -> ServerFacts:
        """As last gathered."""
        return self._facts

    @property
    def queueing(self) -> bool:
        """The queue holds some downloads back."""
        return self._sources.config().libtorrent.queueing

    async def gather(self) -> ServerFacts:
        """Look again when the last look was a while ago; many who ask at once look once. Settings are as of now."""
        async with self._turn:
            now = self._clock.monotonic()
            if now - self._gathered >= FRESH:
                self._gathered = now
                self._facts = await self._look()
                if now - self._measured >= SPACE_FRESH:
                    self._measured = now
                    _ = self._tasks.spawn(self._measure(), "free space of downloads")
            else:
                self._facts = replace(self._facts, **self._settings())
        return self._facts

    async def _look(self) -> ServerFacts:
        sources = self._sources
        return ServerFacts(
            totals=await sources.statistics.totals(),
            all_time=await sources.all_time.totals(),
            counters=await sources.sessions.counters(PLAIN),
            dht_nodes=sources.sessions.dht_nodes(),
            external=sources.sessions.external_addresses(),
            listening=any(sources.sessions.listen_ports().values()),
            free_space=self._free,
            **self._settings(),
        )

    def _settings(self) -> dict[str, Any]:
        """The facts that somebody sets, and looks for at once."""
        speed = self._sources.speed
        alternative = speed.alternative
        return {
            "download_limit": speed.download(alternative=alternative),
            "upload_limit": speed.upload(alternative=alternative),
            "alternative_limits": alternative,
            "queueing": self.queueing,
            "refresh_interval": self._sources.config().qbittorrent.refresh_interval,
        }

    async def _measure(self) -> None:
        try:
            self._free = (await self._sources.host_files.space()).free
        except TriblerError as error:
            log.info("free space is unknown: %s", error)
            self._free = None
