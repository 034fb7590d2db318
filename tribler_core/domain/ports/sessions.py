"""The sessions behind the torrents."""

from typing import Any, Protocol

from tribler_core.domain.download.settings import Hops
from tribler_core.foundation.value import value


@value(frozen=True, slots=True)
class SessionTotals:
    """Bytes since the process started, of one session."""

    hops: Hops
    received: int
    sent: int
    dht_received: int
    dht_sent: int
    tracker_received: int
    tracker_sent: int
    payload_received: int
    payload_sent: int


@value(frozen=True, slots=True)
class Listening:
    """Whether peers can reach a session."""

    port: int
    """TCP and UDP; 0: none."""
    refusal: str = ""
    """Why some socket could not be opened; "": all are open."""


class EngineSessions(Protocol):
    """The sessions behind the torrents, one per hop count."""

    def settings(self, hops: int) -> dict[str, Any]:
        """libtorrent's settings by name; empty when there is no such session."""
        ...

    async def counters(self, hops: int) -> dict[str, int]:
        """libtorrent's counters by dotted name, at most five seconds old; empty when there is no such session."""
        ...

    async def totals(self) -> tuple[SessionTotals, ...]:
        """One for each session that runs."""
        ...

    def listen_ports(self) -> dict[Hops, int]:
        """The TCP port each session listens on; 0: none."""
        ...

    def external_addresses(self) -> tuple[str, ...]:
        """Of the plain session, as others say that they see it: the last one of each family."""
        ...

    def listening_now(self) -> Listening:
        """Of the plain session, as last heard."""
        ...

    def watch_peers(self, *, watch: bool) -> None:
        """Tell of every connection that comes and goes, or no longer: PeerConnected, PeerDisconnected."""
        ...

    def dht_nodes(self) -> int:
        """Nodes in the DHT routing table of the plain session, as last heard."""
        ...


# The catalogue.
