"""An engine beside the daemon's own: the same parts, another session, a port of its own."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tribler_core.config.sections.libtorrent import LibtorrentSection
from tribler_core.config.sections.tuning import TuningSection
from tribler_core.domain.ports import LastWords, Listening, Publish
from tribler_core.engine.engine import EngineOptions, FileRules, LibtorrentEngine
from tribler_core.engine.sessions.places import obstacle
from tribler_core.engine.sessions.pool import Sessions, Ways
from tribler_core.engine.torrents.control import TorrentControl
from tribler_core.engine.torrents.rerouting import Rerouting
from tribler_core.engine.views.inspection import Inspection
from tribler_core.engine.views.swarm import Swarm
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

_ONE_PORT = {"max_retry_port_bind": 0}
"""Ports are tried by us, TCP and UDP together, so that libtorrent never strays out of a range."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What the daemon's configuration says of every engine."""

    section: LibtorrentSection
    rules: FileRules
    tuning: TuningSection


class SeparateEngine:
    """Implements `WorkspaceEngine`. Everything but the port is as configured for the daemon's own engine."""

    def __init__(
        self,
        current: Callable[[], EngineSettings],
        publish: Publish,
        clock: Clock,
        *,
        ways: Ways | None = None,
        tick: Seconds = Seconds(1.0),
    ) -> None:
        """`ways` lead to circuits, without them nothing can be hidden; `tick` is how often changes are told."""
        self._current = current
        self.when_ended: Callable[[], None] = lambda: None
        """Called when its sessions are closed."""
        self._port = 0
        self._tasks = TaskOwner()
        settings = current()
        options = EngineOptions(
            ways=ways or Ways(), tick=tick, file_rules=settings.rules, tuning=settings.tuning, overrides=_ONE_PORT
        )
        self._engine = LibtorrentEngine(self._section(), publish, clock, self._tasks, options)

    @property
    def torrents(self) -> TorrentControl:
        return self._engine.torrents

    @property
    def inspection(self) -> Inspection:
        return self._engine.inspection

    @property
    def swarm(self) -> Swarm:
        return self._engine.swarm

    @property
    def rerouting(self) -> Rerouting:
        """Hears of circuits."""
        return self._engine.rerouting

    @property
    def sessions(self) -> Sessions:
        return self._engine.sessions

    async def start(self, ports: Sequence[int]) -> Listening:
        """The session is born with the right port: libtorrent may announce as soon as it lives."""
        free = await asyncio.to_thread(self._free, ports)
        self._port = free[0] if free else ports[0]
        self._engine.sessions.apply(self._section(), self._current().tuning)
        await self._engine.start()
        listening = await self._engine.sessions.listening()
        return listening if listening.port and not listening.refusal else await self._try(free[1:], listening)

    async def listen(self, ports: Sequence[int]) -> Listening:
        free = await asyncio.to_thread(self._free, ports)
        return await self._try(free, Listening(0, await asyncio.to_thread(obstacle, self._section(), ports[0])))

    async def follow(self) -> None:
        settings = self._current()
        await self._engine.apply(self._section(), settings.rules, settings.tuning)

    async def last_words(self, deadline: Seconds) -> LastWords:
        return await self._engine.last_words(deadline)

    async def close(self) -> None:
        await self._engine.close()
        self.when_ended()
        await self._tasks.close()

    async def _try(self, ports: Sequence[int], listening: Listening) -> Listening:
        """One after the other; what was found free a moment ago may be taken now."""
        for port in ports:
            if port == self._port:
                self._engine.sessions.reopen_sockets()
            self._port = port
            self._engine.sessions.apply(self._section(), self._current().tuning)
            listening = await self._engine.sessions.listening()
            if listening.port and not listening.refusal:
                break
        return listening

    def _free(self, ports: Sequence[int]) -> list[int]:
        """Blocks for some microseconds a port."""
        section = self._section()
        return [port for port in ports if port == 0 or not obstacle(section, port)]

    def _section(self) -> LibtorrentSection:
        return replace(self._current().section, port=self._port, ssl_port=0, announce_port=0)
