"""The anonymity network as the house sees it: switched on and off, asked, and wanted."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from tribler_core.anonymity.none import NOTHING, PLAIN, Readiness
from tribler_core.config.sections import AnonymitySection
from tribler_core.domain.anonymity import Address, ReadinessChanged, TunnelsCrashed
from tribler_core.domain.download.settings import HOP_COUNTS, Hops
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.domain.events import Event
from tribler_core.domain.ports import Connect, Publish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

if TYPE_CHECKING:
    from tribler_core.anonymity.circuits import Circuits
    from tribler_core.anonymity.hidden import HiddenSwarms
    from tribler_core.anonymity.network import Overlay, Pace

log = logging.getLogger(__name__)

LOOK_EVERY = Seconds(1.0)
_ENTERING = Seconds(5.0)
_LOOK_AGAIN = Seconds(0.01)
"""While somebody waits for what nobody announces."""


class _Running:
    """What there is while it is switched on."""

    def __init__(self, overlay: "Overlay", circuits: "Circuits", hidden: "HiddenSwarms") -> None:
        self.overlay = overlay
        self.circuits = circuits
        self.hidden = hidden

    def has_crashed(self) -> bool:
        return not self.overlay.is_open


class Tunnels:
    """Implements `AnonymityNetwork`. Off until `start`, and again after `stop`: then nothing is ready."""

    def __init__(self, publish: Publish, clock: Clock, tasks: TaskOwner, pace: "Pace | None" = None) -> None:
        self._publish = publish
        self._clock = clock
        self._tasks = tasks
        self._pace = pace
        self._running: _Running | None = None
        self._looking: asyncio.Task[None] | None = None
        self._wanted = dict.fromkeys(HOP_COUNTS, 0)
        self._shares: dict[Hops, dict[object, int]] = {hops: {} for hops in HOP_COUNTS}
        self._ports: dict[Hops, int] = {}
        self._joined: dict[InfoHash, Callable[[_Running], None]] = {}
        """How to join each hidden swarm, for the network to come as well."""
        self._news = asyncio.Event()

    async def start(self, section: AnonymitySection, known: Sequence[Address] = ()) -> None:
        """Take part in the network that the section names. Raises: AnonymityUnavailable."""
        # A tenth of a start, and most daemons hide nothing.
        from tribler_core.anonymity.circuits import Circuits
        from tribler_core.anonymity.hidden import HiddenSwarms
        from tribler_core.anonymity.network import Overlay, Pace

        overlay = await Overlay.open(section, known, self._pace or Pace())
        circuits = Circuits(overlay, section, self._tell, self._clock)
        self._running = _Running(overlay, circuits, HiddenSwarms(overlay, self._tasks))
        for hops, port in tuple(self._ports.items()):
            self.listens(hops, port)
        for hops in HOP_COUNTS:
            self._want(hops)
        for join in self._joined.values():
            self._do(join)
        self._looking = self._tasks.keep(self._look, "look after circuits")
        log.info("the anonymity network is reached on %s:%d", *overlay.address)

    async def stop(self) -> list[Address]:
        """Leave it; answers with members to be asked first the next time. What needs it is held from now on."""
        running, self._running = self._running, None
        if running is None:
            return []
        if self._looking is not None:
            self._looking.cancel()
        for hops in HOP_COUNTS:
            self._tell(ReadinessChanged(hops))
        members = running.overlay.members()
        await running.overlay.close()
        return members

    @property
    def overlay(self) -> "Overlay | None":
        """What can be looked into; None: off."""
        return None if self._running is None else self._running.overlay

    @property
    def circuits(self) -> "Circuits | None":
        return None if self._running is None else self._running.circuits

    def readiness(self, hops: Hops) -> Readiness:
        if not hops:
            return PLAIN
        if self._running is None or self._running.has_crashed():
            return NOTHING
        return self._running.circuits.readiness(hops)

    def socks_port(self, hops: Hops) -> int:
        """Of 127.0.0.1, where packets enter circuits of this length. Raises: AnonymityUnavailable."""
        if self._running is None:
            raise AnonymityUnavailable("there is no anonymity network")
        return self._running.circuits.ports[hops]

    def listens(self, hops: Hops, port: int) -> None:
        """The session of this hop count takes packets on this port of 127.0.0.1."""
        self._ports[hops] = port

        def tell(running: _Running) -> None:
            running.hidden.listens(hops, port)
            running.circuits.sessions.add(hops)

        self._do(tell)

    async def entered(self, hops: Hops) -> None:
        """Return when the new session of this hop count has its way into the circuits, or after some seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENTERING):
                while self._running is not None and not self._running.circuits.is_entered(hops):  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(_LOOK_AGAIN)

    def want(self, hops: Hops, downloads: int) -> None:
        self._wanted[hops] = downloads
        self._want(hops)

    def want_for(self, share: object, hops: Hops, downloads: int) -> None:
        """So many downloads of another engine use this hop count."""
        self._shares[hops].pop(share, None)
        if downloads:
            self._shares[hops][share] = downloads
        self._want(hops)

    def entries(self, hops: Hops) -> int:
        """Sessions that have their way into circuits of this length."""
        return 0 if self._running is None else self._running.circuits.entries(hops)

    def renew_circuits(self, hops: Hops) -> None:
        """A session of this hop count has ended: what it had entered is of use to nobody."""
        self._do(lambda running: running.circuits.renew(hops))

    def _all_wanted(self, hops: Hops) -> list[int]:
        return [self._wanted[hops], *self._shares[hops].values()]

    def _want(self, hops: Hops) -> None:
        self._do(lambda running: running.circuits.want(hops, self._all_wanted(hops)))

    async def wait_ready(self, hops: Hops, timeout: Seconds) -> None:
        if not hops:
            return
        circuits = self.circuits
        if circuits is None:
            raise AnonymityUnavailable("there is no anonymity network")
        self._do(lambda running: running.circuits.ask(hops, 1))
        try:
            async with asyncio.timeout(timeout):
                while not self.readiness(hops).ready:
                    if self.circuits is not circuits:
                        raise AnonymityUnavailable("the anonymity network was switched off")
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AnonymityUnavailable(f"there was no circuit of {hops} hops in time") from None
        finally:
            if self.circuits is circuits:
                self._do(lambda running: running.circuits.ask(hops, -1))

    def join(self, infohash: InfoHash, hops: Hops, connect: Connect, *, seeding: bool) -> None:
        join = self._joined[infohash] = lambda running: running.hidden.join(infohash, hops, connect, seeding=seeding)
        self._do(join)

    def leave(self, infohash: InfoHash) -> None:
        self._joined.pop(infohash, None)
        self._do(lambda running: running.hidden.leave(infohash))

    def _tell(self, event: Event) -> None:
        self._news.set()
        self._publish(event)

    def _do(self, what: Callable[[_Running], None]) -> None:
        """As long as it runs: what has crashed is done with, and is told everything once it is opened anew."""
        running = self._running
        if running is None or running.has_crashed():
            return
        try:
            what(running)
        except Exception:
            if not running.has_crashed():
                raise
            log.warning("the anonymity network ended while it was told something", exc_info=True)

    async def _look(self) -> None:
        while self._running is not None:
            if self._running.has_crashed():
                self._mourn()
                return
            self._do(lambda running: running.circuits.look())
            self._do(lambda running: running.hidden.tend())
            await asyncio.sleep(LOOK_EVERY)

    def _mourn(self) -> None:
        """Hold what hides before anybody does anything about it."""
        log.error("the anonymity network ended by itself")
        for hops in HOP_COUNTS:
            self._tell(ReadinessChanged(hops))
        self._tell(TunnelsCrashed())
