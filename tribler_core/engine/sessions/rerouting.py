"""Peers of a circuit that was lost are let go of at once, and met again through another one.

libtorrent would take a minute to believe that a connection is dead. Blocked addresses it lets go of in no time.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import libtorrent as lt

from tribler_core.domain.download.settings import Hops
from tribler_core.engine.sessions.session import Session
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

Peer = tuple[str, int]
Cut = tuple[lt.torrent_handle, list[Peer]]
HandlesIn = Callable[[Session], Iterable[lt.torrent_handle]]

_BLOCKED, _ALLOWED = 1, 0
_A_MOMENT = Seconds(0.3)
"""For libtorrent to let go of who is blocked."""


class Rerouting:
    """Works in threads, because libtorrent has to be called and waited for."""

    def __init__(self, find: Callable[[int], Session | None], handles_in: HandlesIn, tasks: TaskOwner) -> None:
        self._find = find
        self._handles_in = handles_in
        self._tasks = tasks
        self._cut: dict[Hops, list[Cut]] = defaultdict(list)
        self._blocked: dict[Hops, set[str]] = defaultdict(set)
        self._one_at_a_time = asyncio.Lock()

    def lost(self, hops: Hops, peers: Sequence[Peer], *, final: bool) -> None:
        """Connections to these peers are dead. `final`: they are nobody's addresses any more, and stay blocked."""
        if peers and self._find(hops) is not None:
            _ = self._tasks.spawn(self._let_go(hops, list(peers), final=final), "peers of a lost circuit")

    def ready(self, hops: Hops) -> None:
        """There is a circuit: meet again who was let go of."""
        if self._find(hops) is not None:
            _ = self._tasks.spawn(self._meet_again(hops), "peers to be met again")

    async def _let_go(self, hops: Hops, peers: list[Peer], *, final: bool) -> None:
        async with self._one_at_a_time:
            session = self._find(hops)
            if session is None:
                return
            handles = list(self._handles_in(session))
            cut, blocked = await asyncio.to_thread(_block, session.lt, handles, peers)
        if not final:
            self._cut[hops] += cut
            self._blocked[hops] |= blocked

    async def _meet_again(self, hops: Hops) -> None:
        await asyncio.sleep(_A_MOMENT)
        async with self._one_at_a_time:
            session = self._find(hops)
            cut, blocked = self._cut.pop(hops, []), self._blocked.pop(hops, set())
            if session is not None and blocked:
                await asyncio.to_thread(_unblock, session.lt, cut, blocked)


def _block(session: lt.session, handles: Iterable[lt.torrent_handle], peers: list[Peer]) -> tuple[list[Cut], set[str]]:
    """Who was cut off of which torrent, and the addresses that are blocked now and were not before."""
    lost = set(peers)
    cut: list[Cut] = []
    for handle in handles:
        with suppress(RuntimeError):  # the torrent has left
            connected = {info.ip for info in handle.get_peer_info()}
            cut.append((handle, sorted(lost & connected)))
    rules = session.get_ip_filter()
    blocked = {address for address, _ in peers if rules.access(address) == _ALLOWED}
    _set(session, blocked, _BLOCKED)
    return [(handle, known) for handle, known in cut if known], blocked


def _unblock(session: lt.session, cut: list[Cut], blocked: set[str]) -> None:
    _set(session, blocked, _ALLOWED)
    for handle, peers in cut:
        with suppress(RuntimeError):  # the torrent has left
            for peer in peers:
                handle.connect_peer(peer)


def _set(session: lt.session, addresses: Iterable[str], rule: int) -> None:
    rules = session.get_ip_filter()
    for address in addresses:
        rules.add_rule(address, address, rule)
    session.set_ip_filter(rules)
