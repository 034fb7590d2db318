"""Hidden swarms: who seeds without being seen is met through introduction and rendezvous points."""

import hashlib
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from ipv8.messaging.anonymization.tunnel import CIRCUIT_TYPE_IP_SEEDER

from tribler_core.anonymity.network import Overlay
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.ports import Connect
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.tasks import TaskOwner

log = logging.getLogger(__name__)

_NAME_BYTES = 20
_SEARCHES = (2, 4, 8, 16)
"""After how many rounds of `tend`, which are seconds, a swarm is looked up again."""


def swarm_name(infohash: InfoHash) -> bytes:
    """What the members of a hidden swarm look it up by; nobody finds the infohash from it who has not got it.

    Source: Tribler's tunnel community; of a torrent that is v2 alone, the first twenty bytes of its infohash count.
    """
    named = bytes.fromhex(infohash)[:_NAME_BYTES].hex()
    return hashlib.sha1(b"tribler anonymous download" + named.encode(), usedforsecurity=False).digest()


@dataclass(frozen=True, slots=True)
class _Membership:
    name: bytes
    hops: Hops
    seeding: bool


class HiddenSwarms:
    """Joins and leaves; keeps an introduction point for each swarm that we seed in."""

    def __init__(self, overlay: Overlay, tasks: TaskOwner) -> None:
        self._overlay = overlay
        self._community = overlay.community
        self._tasks = tasks
        self._joined: dict[InfoHash, _Membership] = {}
        self._ports: dict[Hops, int] = {}
        self._introducing: set[bytes] = set()
        self._searching: dict[bytes, int] = {}
        """How often each swarm was tended in which nobody was found so far."""

    def listens(self, hops: Hops, port: int) -> None:
        """The session of this hop count takes packets of hidden peers on this port of 127.0.0.1."""
        self._ports[hops] = port

    def join(self, infohash: InfoHash, hops: Hops, connect: Connect, *, seeding: bool) -> None:
        membership = _Membership(swarm_name(infohash), hops, seeding)
        if self._joined.get(infohash) == membership:
            return
        self.leave(infohash)
        self._joined[infohash] = membership
        self._community.join_swarm(membership.name, int(hops), lambda address: connect(*address), seeding=seeding)
        self._tend(membership)
        if not seeding:
            self._spawn(self._community.do_peer_discovery(), "look-up of hidden seeders")

    def leave(self, infohash: InfoHash) -> None:
        membership = self._joined.pop(infohash, None)
        if membership is not None:
            self._searching.pop(membership.name, None)
            self._community.leave_swarm(membership.name)

    def tend(self) -> None:
        """Again and again: packets of hidden peers find their session, and every swarm that is seeded its seeder."""
        for membership in self._joined.values():
            self._tend(membership)

    def _tend(self, membership: _Membership) -> None:
        if not membership.seeding:
            self._search(membership.name)
            return
        port = self._ports.get(membership.hops)
        if port:
            self._overlay.endpoint.set_udp_associate_default_remote(("127.0.0.1", port), int(membership.hops))
        if membership.name not in self._introducing and not self._introduced(membership.name):
            self._introducing.add(membership.name)
            self._spawn(self._introduce(membership.name), "introduction point")

    def _search(self, name: bytes) -> None:
        """Look again soon, and then less and less often: who has just become a seeder is not found at once.

        ipv8 by itself looks twice a minute.
        """
        swarm = self._community.swarms.get(name)
        if swarm is None or swarm.intro_points:
            self._searching.pop(name, None)
            return
        count = self._searching[name] = self._searching.get(name, 0) + 1
        if count in _SEARCHES:
            swarm.last_lookup = 0
            self._spawn(self._community.do_peer_discovery(), "look-up of hidden seeders")

    def _introduced(self, name: bytes) -> bool:
        circuits = self._community.find_circuits(ctype=CIRCUIT_TYPE_IP_SEEDER, state=None)
        return any(circuit.info_hash == name and not circuit.closing_info for circuit in circuits)

    async def _introduce(self, name: bytes) -> None:
        try:
            await self._community.create_introduction_point(name)
        finally:
            self._introducing.discard(name)

    def _spawn(self, work: Awaitable[Any], what: str) -> None:
        async def do() -> None:
            await work

        _ = self._tasks.spawn(do(), what)
