"""One libtorrent session: born, told, heard and ended."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import libtorrent as lt

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.ports import Listening, Publish
from tribler_core.engine.pump import AlertHandlers, AlertPump
from tribler_core.engine.sessions.facts import SessionFacts
from tribler_core.engine.sessions.packs import Pack, changed
from tribler_core.foundation.clock import Clock

T = TypeVar("T")

log = logging.getLogger(__name__)

ALERTS = (
    lt.alert_category.error
    | lt.alert_category.status
    | lt.alert_category.storage
    | lt.alert_category.tracker
    | lt.alert_category.file_progress
)
"""Piece progress is switched on only while somebody streams: it costs an alert per piece."""

DISK_BACKEND = "pread_disk_io_constructor"
"""Any other word silently means libtorrent's own default."""

_ALLOWED, _BLOCKED = 0, 1
_DHT = lt.save_state_flags_t.save_dht_state


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who hears what sessions say."""

    alerts: AlertHandlers
    publish: Publish
    clock: Clock


class Session:
    """The session of one hop count. Made by `open`, ended by `close`."""

    def __init__(self, hops: Hops, session: lt.session, pack: Pack, listeners: Listeners) -> None:
        self.hops = hops
        self._session: lt.session | None = session
        self._pack = pack
        self._mapped: dict[int, list[Any]] = {}
        """What the router was asked for beside the peers' port."""
        self.facts = SessionFacts(hops, listeners.publish, listeners.clock, self._request_counters)
        self._pump = AlertPump(session, {**listeners.alerts, **self.facts.handlers()})

    @classmethod
    async def open(
        cls, hops: Hops, pack: Pack, listeners: Listeners, ip_filter: lt.ip_filter, dht_state: bytes = b""
    ) -> "Session":
        """Everything is told to the constructor: what is applied later comes after the first packet."""
        params = _params(dht_state)
        pack = {**pack, "alert_mask": _mask(hops)}
        params.settings = cast("Any", pack)
        params.ip_filter = ip_filter
        params.disk_io_constructor = DISK_BACKEND
        made: list[lt.session] = []
        await asyncio.to_thread(
            lambda: made.append(lt.session(params))
        )  # a result would be held by the thread's future
        return cls(hops, made.pop(), pack, listeners)

    @property
    def lt(self) -> lt.session:
        """The session itself. Nothing that waits may be called on it from the event loop."""
        assert self._session is not None, "the session is closed"  # noqa: S101 - a bug, never a user's doing
        return self._session

    def apply(self, pack: Pack) -> None:
        """Change the settings that differ."""
        difference = changed(self._pack, pack)
        if "listen_interfaces" in difference:
            self.facts.reopening()
        if difference:
            self.lt.apply_settings(cast("Any", difference))
        self._pack = {**self._pack, **pack}

    def watch_pieces(self, *, watch: bool) -> None:
        """Say when a piece is finished, or no longer."""
        self._listen(lt.alert_category.piece_progress, wanted=watch)

    def watch_peers(self, *, watch: bool) -> None:
        """Say when a peer comes or goes, or no longer."""
        self._listen(lt.alert_category.connect, wanted=watch)

    def watch_performance(self, *, watch: bool) -> None:
        """Say what slows it down, or no longer."""
        self._listen(lt.alert_category.performance_warning, wanted=watch)

    def _listen(self, category: int, *, wanted: bool) -> None:
        mask = self._pack["alert_mask"]
        self.apply({"alert_mask": mask | int(category) if wanted else mask & ~int(category)})

    async def map_ports(self, ports: Iterable[int]) -> None:
        """Ask the router to forward these TCP ports to us, and no others that were asked for here before."""
        wanted = set(ports)
        for port in self._mapped.keys() - wanted:
            for mapping in self._mapped.pop(port):
                await asyncio.to_thread(self.lt.delete_port_mapping, mapping)
        for port in wanted - self._mapped.keys():
            mapped: Any = await asyncio.to_thread(self.lt.add_port_mapping, lt.portmap_protocol.tcp, port, port)
            if taken := [mapping for mapping in mapped if mapping >= 0]:
                self._mapped[port] = taken

    def settings(self) -> dict[str, Any]:
        """By name, libtorrent's defaults included; from our own record, so that nobody waits."""
        return {**cast("Any", lt.default_settings()), **self._pack}

    async def listening(self) -> Listening:
        """Once the sockets that it was last told of are open, or could not be opened."""
        await _ask(
            self.lt, lambda session: session.listen_port()
        )  # answered by the thread that opens them, after it has
        self._pump.take_in()
        return self.facts.listening

    def reopen_sockets(self) -> None:
        """Open the listen sockets anew."""
        self.facts.reopening()
        self.lt.reopen_network_sockets(lt.session.reopen_map_ports)

    async def dht_state(self) -> bytes:
        """The nodes of the DHT, to start from next time."""
        state = await _ask(self.lt, lambda session: session.session_state(_DHT))
        return lt.write_session_params_buf(state, _DHT)

    async def filter(self, addresses: Iterable[str], *, allow: bool) -> set[str]:
        """Let nobody talk to these any more, or let everybody again; the answer is for whom that is news."""
        return await _ask(self.lt, lambda session: _filter(session, addresses, _ALLOWED if allow else _BLOCKED))

    async def close(self) -> None:
        """End the session in a thread: it waits for its disk jobs and says goodbye to trackers.

        Its torrents leave before. To end with them would keep the interpreter's lock until all are gone, and take
        quadratic time: fifty thousand leave in two seconds, and took twenty.
        """
        self._pump.deafen()
        grave, self._session = [self.lt], None
        await asyncio.to_thread(_bury, grave)
        self._pump.close()

    def _request_counters(self) -> None:
        self.lt.post_session_stats()


async def _ask(session: lt.session, question: Callable[[lt.session], T]) -> T:
    """In a thread, which lets go of the session before it answers: `close` has to be the last to hold it."""
    held = [session]
    return await asyncio.to_thread(lambda: question(held.pop()))


def _bury(grave: list[lt.session]) -> None:
    """The last torrent of the queue leaves first: for each that leaves all behind it move up."""
    for handle in reversed(grave[0].get_torrents()):
        grave[0].remove_torrent(handle)
    grave[0].listen_port()  # is answered when they are gone
    grave.clear()


def _filter(session: lt.session, addresses: Iterable[str], rule: int) -> set[str]:
    rules = session.get_ip_filter()
    news = {address for address in addresses if rules.access(address) != rule}
    for address in news:
        rules.add_rule(address, address, rule)
    session.set_ip_filter(rules)
    return news


def _mask(hops: Hops) -> int:
    """A hidden session also says whom it has met, because it has to find them again when a circuit is lost."""
    return int(ALERTS | lt.alert_category.connect if hops else ALERTS)


def _params(dht_state: bytes) -> lt.session_params:
    """With the nodes that the DHT knew last time, if that can be read."""
    try:
        return lt.read_session_params(dht_state, _DHT) if dht_state else lt.session_params()
    except RuntimeError as error:
        log.warning("the nodes of the DHT that were kept are unreadable: %s", error)
        return lt.session_params()
