"""Circuits for sessions of other engines of this process."""

import asyncio
from contextlib import suppress

from tribler_core.anonymity.none import Readiness
from tribler_core.anonymity.tunnels import Tunnels
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.ports import Connect
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds

_ENTERING = Seconds(5.0)
_LOOK_AGAIN = Seconds(0.01)


class TunnelShare:
    """An `AnonymityNetwork` for the downloads of one engine beside the daemon's own; over with `end`.

    They meet no hidden seeders: what those send can be led to one session of a hop count only.
    """

    def __init__(self, tunnels: Tunnels) -> None:
        self._tunnels = tunnels
        self._entries: dict[Hops, int] = {}
        """How many sessions had entered circuits of this length when one of ours was about to."""

    def readiness(self, hops: Hops) -> Readiness:
        return self._tunnels.readiness(hops)

    def socks_port(self, hops: Hops) -> int:
        """Of 127.0.0.1, where packets enter circuits of this length. Raises: AnonymityUnavailable."""
        port = self._tunnels.socks_port(hops)
        self._entries[hops] = self._tunnels.entries(hops)
        return port

    async def entered(self, hops: Hops) -> None:
        """Return when one more session has its way into the circuits, or after some seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENTERING):
                while self._tunnels.entries(hops) <= self._entries[hops]:  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(_LOOK_AGAIN)

    def want(self, hops: Hops, downloads: int) -> None:
        self._tunnels.want_for(self, hops, downloads)

    async def wait_ready(self, hops: Hops, timeout: Seconds) -> None:
        await self._tunnels.wait_ready(hops, timeout)

    def join(self, infohash: InfoHash, hops: Hops, connect: Connect, *, seeding: bool) -> None:
        """See the class."""

    def leave(self, infohash: InfoHash) -> None:
        """Nobody is in."""

    def end(self) -> None:
        """Its sessions are closed: circuits that they entered lead nowhere any more."""
        for hops in self._entries:
            self._tunnels.want_for(self, hops, 0)
            self._tunnels.renew_circuits(hops)
