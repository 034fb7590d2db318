"""[anonymity] in force: the network is switched on and off, and introduced to the engine."""

import asyncio
import logging
from collections.abc import Callable

from tribler_core.anonymity.sharing import TunnelShare
from tribler_core.anonymity.tunnels import Tunnels
from tribler_core.anonymity.views import TunnelViews
from tribler_core.config.sections import Config, ProxyType
from tribler_core.domain.anonymity import Address, CircuitLost, CircuitReady, TunnelsCrashed
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.domain.events import ListenChanged
from tribler_core.domain.ports import KeyValueStore
from tribler_core.engine.engine import LibtorrentEngine
from tribler_core.engine.sessions.hidden import hidden_pack
from tribler_core.engine.sessions.packs import Pack
from tribler_core.engine.sessions.pool import Ways
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.events import EventBus

log = logging.getLogger(__name__)

MEMBERS = "anonymity.members"
"""Where the key-value store keeps whom to ask first after the next start."""
_KEPT = 50

TRY_AGAIN = Seconds(30.0)
"""After the network could not be entered: its address may not be there yet, or its port not be free any more."""


def ways_through(config: Callable[[], Config], tunnels: Tunnels | TunnelShare) -> Ways:
    """How hidden sessions get to circuits, as long as there is a network."""

    def settings(hops: Hops, pack: Pack) -> Pack:
        return hidden_pack(pack, tunnels.socks_port(hops), config().anonymity.dht_nodes)

    return Ways(settings, tunnels.entered)


def obstacle(config: Config) -> str:
    """Why the network must not be used although it is wanted; empty: it may."""
    if config.libtorrent.bind_interface and config.anonymity.address == "0.0.0.0":  # noqa: S104 - to compare with
        return "libtorrent.bind_interface is set: name an address of that device in anonymity.address"
    if config.libtorrent.proxy_type is not ProxyType.NONE and config.libtorrent.proxy_swarm:
        return "a proxy is set for the swarm, and the anonymity network cannot go through it"
    return ""


class Hideout:
    """Follows the configuration; what cannot be switched on leaves hidden downloads held."""

    def __init__(self, config: Callable[[], Config], store: KeyValueStore, tunnels: Tunnels, tasks: TaskOwner) -> None:
        self._config = config
        self._store = store
        self._tasks = tasks
        self.tunnels = tunnels
        self.views = TunnelViews(lambda: tunnels.overlay)
        self._one_at_a_time = asyncio.Lock()
        self._engine: LibtorrentEngine | None = None
        self._again: asyncio.TimerHandle | None = None
        """When to try once more to enter."""

    async def start(self, engine: LibtorrentEngine, events: EventBus) -> None:
        """The engine runs: join the network, if that is wanted."""
        self._engine = engine
        events.subscribe(ListenChanged, self._listens)
        events.subscribe(CircuitLost, lambda lost: engine.rerouting.lost(lost.hops, lost.peers, final=lost.final))
        events.subscribe(CircuitReady, lambda ready: engine.rerouting.ready(ready.hops, asks_http=ready.asks_http))
        events.subscribe(TunnelsCrashed, self._crashed)
        await self.follow()

    async def follow(self) -> None:
        """Be as the configuration is now: what was is left, what shall be is entered."""
        async with self._one_at_a_time:
            self._wait_no_more()
            await self._leave()
            config = self._config()
            reason = obstacle(config)
            if config.anonymity.enabled and reason:
                log.error("hidden downloads stay held: %s", reason)
            elif config.anonymity.enabled:
                await self._enter(config)
            if self._engine is not None:
                self._engine.sessions.renew()

    async def stop(self) -> None:
        """The engine has stopped: leave the network."""
        async with self._one_at_a_time:
            self._wait_no_more()
            await self._leave()

    async def _enter(self, config: Config) -> None:
        kept = await self._store.get(MEMBERS)
        known = [_address(text) for text in kept] if isinstance(kept, list) else []
        try:
            await self.tunnels.start(config.anonymity, known)
        except AnonymityUnavailable as error:
            log.error("hidden downloads stay held: %s", error)  # noqa: TRY400 - foreseen, so one line
            self._again = asyncio.get_running_loop().call_later(TRY_AGAIN, self._return)

    def _wait_no_more(self) -> None:
        if self._again is not None:
            self._again.cancel()
            self._again = None

    async def _leave(self) -> None:
        members = await self.tunnels.stop()
        if members:
            await self._store.put(MEMBERS, [f"{host}:{port}" for host, port in members[:_KEPT]])

    def _crashed(self, _event: TunnelsCrashed) -> None:
        """Enter it anew, with another identity."""
        self._return()

    def _return(self) -> None:
        _ = self._tasks.spawn(self.follow(), "return to the anonymity network")

    def _listens(self, event: ListenChanged) -> None:
        if event.hops and not event.error and event.protocol in ("utp", "udp"):
            self.tunnels.listens(Hops(event.hops), event.port)


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    return host, int(port)
