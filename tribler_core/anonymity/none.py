"""No anonymity network: what hides waits, and nothing of it leaves in the open."""

from dataclasses import dataclass

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.domain.ports import Connect
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a network says of one hop count."""

    available: bool
    ready: bool
    exits_known: bool


PLAIN = Readiness(available=True, ready=True, exits_known=True)
NOTHING = Readiness(available=False, ready=False, exits_known=False)


class NoAnonymity:
    """An `AnonymityNetwork` of a daemon that has none: zero hops are ready, any other count never is."""

    def readiness(self, hops: Hops) -> Readiness:
        return NOTHING if hops else PLAIN

    def want(self, hops: Hops, downloads: int) -> None:
        """Nobody is there to be wanted."""

    async def wait_ready(self, hops: Hops, timeout: Seconds) -> None:
        if hops:
            raise AnonymityUnavailable("there is no anonymity network")

    def join(self, infohash: InfoHash, hops: Hops, connect: Connect, *, seeding: bool) -> None:
        """There is no swarm to meet."""

    def leave(self, infohash: InfoHash) -> None:
        """Nobody is in."""
