"""The sessions, one per hop count, made when first needed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import libtorrent as lt

from tribler_core.config.sections.libtorrent import LibtorrentSection
from tribler_core.config.sections.tuning import TuningSection
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.domain.ports import Listening, SessionTotals
from tribler_core.engine.sessions.hidden import refuse_leaks, without_way
from tribler_core.engine.sessions.ip_filter import read_ip_filter
from tribler_core.engine.sessions.packs import SILENT, Pack, settings_pack
from tribler_core.engine.sessions.peer_classes import limit_peers
from tribler_core.engine.sessions.session import Listeners, Session

HopSettings = Callable[[Hops, Pack], Pack]
"""The settings of a hidden session, from its hop count and those of a plain one.

Raises: AnonymityUnavailable when there is no way to that many hops. See `hidden_pack`.
"""

Entered = Callable[[Hops], Awaitable[None]]
"""Returns when what a new hidden session sends gets through to circuits."""

PLAIN = Hops(0)


def no_hops(hops: Hops, _pack: Pack) -> Pack:
    """What a daemon without an anonymity network knows of hidden sessions."""
    raise AnonymityUnavailable(f"there is no anonymity network for {hops} hops")


async def at_once(_hops: Hops) -> None:
    """What a daemon without an anonymity network has to wait for."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How hidden sessions get to circuits."""

    settings: HopSettings = no_hops
    entered: Entered = at_once


class Sessions:
    """Implements `EngineSessions`. A hidden torrent never meets the plain session: `open` raises instead."""

    def __init__(
        self,
        sections: tuple[LibtorrentSection, TuningSection, Mapping[str, Any]],
        listeners: Listeners,
        ways: Ways,
        dht_state: bytes,
    ) -> None:
        """The third of the sections are libtorrent's settings that hold whatever the others say."""
        self._section, self._tuning, self._overrides = sections
        self._listeners = listeners
        self._ways = ways
        self._dht_state = dht_state
        self._filter = lt.ip_filter()
        self._silent = False
        self._sessions: dict[Hops, Session] = {}
        self._opening = asyncio.Lock()

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._sessions.values()))

    async def open(self, hops: Hops) -> Session:
        """The session for a hop count, made if need be. Raises: AnonymityUnavailable."""
        known = self._sessions.get(hops)
        if known is not None and not self._opening.locked():  # else it may have no way in yet
            return known
        async with self._opening:
            session = self._sessions.get(hops)
            if session is None:
                state = self._dht_state if hops == PLAIN else b""
                session = await Session.open(hops, self._pack(hops), self._listeners, self._filter, state)
                if self._silent:
                    session.lt.pause()
                limit_peers(session.lt, utp=self._section.limit_utp, local=self._section.limit_local_peers)
                session.watch_performance(watch=self._section.performance_warnings)
                self._sessions[hops] = session
                if hops != PLAIN:
                    await self._ways.entered(hops)
            return session

    def get(self, hops: int) -> Session | None:
        """The session, if it runs."""
        return self._sessions.get(Hops(hops))

    def apply(self, section: LibtorrentSection, tuning: TuningSection) -> None:
        """Let every session follow a changed configuration at once; those to come as well."""
        self._section, self._tuning = section, tuning
        self.renew()
        for session in self:
            limit_peers(session.lt, utp=section.limit_utp, local=section.limit_local_peers)
            session.watch_performance(watch=section.performance_warnings)

    async def map_ports(self, ports: Iterable[int]) -> None:
        """Ask the router to forward TCP ports that are not the peers'; there is none where UPnP and NAT-PMP are off."""
        plain = self.get(PLAIN)
        if plain is not None:
            await plain.map_ports(ports)

    def renew(self) -> None:
        """Tell every session its settings as they are now; a hidden one that has no way is led nowhere."""
        for session in self:
            try:
                pack = self._pack(session.hops)
            except AnonymityUnavailable:
                pack = without_way(settings_pack(self._section, self._tuning))
            session.apply(pack)

    def pause(self) -> None:
        """Let go of every peer; what is known of the DHT stays."""
        for session in self:
            session.lt.pause()

    def silence(self) -> None:
        """Send nothing at all until `speak`, by sessions to come neither."""
        self._silent = True
        self.pause()
        self.renew()

    def speak(self) -> None:
        """End the silence, on whatever addresses there are now."""
        self._silent = False
        self.renew()
        for session in self:
            session.lt.resume()
            session.reopen_sockets()

    def reopen_sockets(self) -> None:
        """Try again to listen where every session should."""
        for session in self:
            session.reopen_sockets()

    async def load_ip_filter(self) -> None:
        """Read the configured filter file (again), and who is banned. Raises: OSError."""
        section = self._section
        file = section.ip_filter_file if section.ip_filter_enabled else None
        self._filter = await asyncio.to_thread(read_ip_filter, file, section.banned_peers)
        for session in self:
            session.lt.set_ip_filter(self._filter)

    async def close(self) -> None:
        """End them all; remembers the DHT's nodes."""
        self._dht_state = await self.dht_state()
        ending, self._sessions = self._sessions, {}
        await asyncio.gather(*(session.close() for session in ending.values()))

    async def dht_state(self) -> bytes:
        """The DHT nodes of the plain session, to be given back at the next start; kept after `close`."""
        plain = self.get(PLAIN)
        return await plain.dht_state() if plain is not None else self._dht_state

    def settings(self, hops: int) -> dict[str, Any]:
        session = self.get(hops)
        return session.settings() if session is not None else {}

    async def counters(self, hops: int) -> dict[str, int]:
        session = self.get(hops)
        return await session.facts.counters() if session is not None else {}

    async def totals(self) -> tuple[SessionTotals, ...]:
        return tuple([_totals(session.hops, await session.facts.counters()) for session in self])

    async def listening(self) -> Listening:
        """Of the plain session, once its sockets are open or could not be opened."""
        plain = self.get(PLAIN)
        return await plain.listening() if plain is not None else Listening(0)

    def watch_peers(self, *, watch: bool) -> None:
        plain = self.get(PLAIN)
        if plain is not None:  # hidden ones always do
            plain.watch_peers(watch=watch)

    def listening_now(self) -> Listening:
        plain = self.get(PLAIN)
        return plain.facts.listening if plain is not None else Listening(0)

    def listen_ports(self) -> dict[Hops, int]:
        return {session.hops: session.facts.port for session in self}

    def external_addresses(self) -> tuple[str, ...]:
        plain = self.get(PLAIN)
        return tuple(plain.facts.external.values()) if plain is not None else ()

    def dht_nodes(self) -> int:
        plain = self.get(PLAIN)
        return plain.facts.dht_nodes if plain is not None else 0

    def _pack(self, hops: Hops) -> Pack:
        pack = {**settings_pack(self._section, self._tuning), **self._overrides}
        if self._silent:
            pack = {**pack, **SILENT}
        return pack if hops == PLAIN else refuse_leaks(self._ways.settings(hops, pack))


def _totals(hops: Hops, counters: dict[str, int]) -> SessionTotals:
    return SessionTotals(
        hops=hops,
        received=counters["net.recv_bytes"],
        sent=counters["net.sent_bytes"],
        dht_received=counters["dht.dht_bytes_in"],
        dht_sent=counters["dht.dht_bytes_out"],
        tracker_received=counters["net.recv_tracker_bytes"],
        tracker_sent=counters["net.sent_tracker_bytes"],
        payload_received=counters["net.recv_payload_bytes"],
        payload_sent=counters["net.sent_payload_bytes"],
    )
