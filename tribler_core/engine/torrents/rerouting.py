"""Peers of a circuit that was lost are let go of at once, and met again through another one.

libtorrent would take a minute to believe that a connection is dead. Blocked addresses it lets go of in no time.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress

import libtorrent as lt

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.swarm.tracker import TrackerState
from tribler_core.engine.sessions.session import Session
from tribler_core.engine.torrents.held import Torrents
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

Peer = tuple[str, int]

_A_MOMENT = Seconds(0.3)
"""For libtorrent to let go of who is blocked."""
_FAILED = (TrackerState.TIMEOUT, TrackerState.HTTP_ERROR, TrackerState.ERROR)
_HTTP = ("http:", "https:")
_REMEMBERED = 200
"""Peers of one torrent."""


class Rerouting:
    """Of hidden sessions; whom their torrents have met is remembered by torrent."""

    def __init__(self, find: Callable[[int], Session | None], torrents: Torrents, tasks: TaskOwner) -> None:
        self._find = find
        self._torrents = torrents
        self._tasks = tasks
        self._cut: dict[Hops, dict[lt.torrent_handle, set[Peer]]] = defaultdict(dict)
        self._blocked: dict[Hops, set[str]] = defaultdict(set)
        self._one_at_a_time = asyncio.Lock()

    def lost(self, hops: Hops, peers: Sequence[Peer], *, final: bool) -> None:
        """Connections to these peers are dead. `final`: they are nobody's addresses any more, and stay blocked."""
        session = self._find(hops)
        if session is None or not peers:
            return
        if not final:
            for held in self._torrents.of_session(session):
                if known := held.met.keys() & set(peers):
                    self._cut[hops].setdefault(held.handle, set()).update(known)
        _ = self._tasks.spawn(self._let_go(hops, {host for host, _ in peers}, final=final), "peers of a lost circuit")

    def ready(self, hops: Hops, *, asks_http: bool) -> None:
        """There is a circuit: meet again who was let go of. `asks_http`: and ask HTTP trackers that could not be asked.

        libtorrent would take a minute to try these again, and longer each time.
        """
        session = self._find(hops)
        if session is None:
            return
        _ = self._tasks.spawn(self._meet_again(hops), "peers to be met again")
        for held in self._torrents.of_session(session) if asks_http else ():
            if any(tracker.state in _FAILED and tracker.url.startswith(_HTTP) for tracker in held.trackers):
                held.handle.force_reannounce()

    async def _let_go(self, hops: Hops, addresses: set[str], *, final: bool) -> None:
        async with self._one_at_a_time:
            session = self._find(hops)
            if session is None:
                return
            blocked = await session.filter(addresses, allow=False)
            if not final:
                self._blocked[hops] |= blocked

    async def _meet_again(self, hops: Hops) -> None:
        await asyncio.sleep(_A_MOMENT)
        async with self._one_at_a_time:
            session = self._find(hops)
            cut, blocked = self._cut.pop(hops, {}), self._blocked.pop(hops, set())
            if session is None:
                return
            if blocked:
                _ = await session.filter(blocked, allow=True)
        for handle, peers in cut.items():
            with suppress(RuntimeError):  # the torrent has left
                for peer in peers:
                    handle.connect_peer(peer)

    def met(self, alert: lt.peer_connect_alert) -> None:
        """A peer of any torrent."""
        held = self._torrents.of(alert.handle)
        if held is None or not held.session.hops:
            return
        peer = alert.endpoint
        held.met.pop(peer, None)
        held.met[peer] = None
        if len(held.met) > _REMEMBERED:
            del held.met[next(iter(held.met))]
