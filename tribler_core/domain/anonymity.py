"""The network of relays: what happens in it, and what can be told of it."""

from collections.abc import Sequence

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.events import Event, TorrentEvent
from tribler_core.foundation.units import Seconds, Timestamp
from tribler_core.foundation.value import value

Address = tuple[str, int]
"""IPv4 address and port."""


@value(frozen=True, slots=True)
class ReadinessChanged(Event):
    """There is a circuit of this many hops, or none any more; or what keeps it from being there is another thing."""

    hops: Hops


@value(frozen=True, slots=True)
class TunnelsCrashed(Event):
    """The network ended by itself, and we are in none."""


@value(frozen=True, slots=True)
class CircuitReady(Event):
    """One more circuit carries packets to the swarm."""

    hops: Hops
    asks_http: bool
    """Its exit asks HTTP trackers for us."""


@value(frozen=True, slots=True)
class CircuitLost(Event):
    """A circuit ended: connections to these peers went through it, and are dead."""

    hops: Hops
    peers: Sequence[Address]
    final: bool
    """These were addresses of the circuit's own, that nobody will ever have again."""


@value(frozen=True, slots=True)
class TunnelRemoved(Event):
    """A circuit ended, for those who watch. Bytes over its life."""

    circuit_id: int
    bytes_up: int
    bytes_down: int
    uptime: Seconds
    reason: str


@value(frozen=True, slots=True)
class TorrentStripped(TorrentEvent):
    """What of a hidden torrent is left alone, because it would go around its circuits: a phrase for each kind."""

    what: tuple[str, ...]


@value(frozen=True, slots=True)
class SafeSeedingDue(TorrentEvent):
    """A plain download is complete and shall seed hidden or not at all; it is halted."""


@value(frozen=True, slots=True, kw_only=True)
class CircuitFacts:
    """A circuit of ours."""

    circuit_id: int
    goal_hops: int
    verified_hops: tuple[str, ...]
    """Names (hexadecimal) of the relays that it goes through so far."""
    unverified_hop: str
    """Of the relay that is asked just now; empty: none is."""
    kind: str
    """DATA, IP_SEEDER, RP_SEEDER, RP_DOWNLOADER, SPEED_TEST."""
    state: str
    bytes_up: int
    bytes_down: int
    created: Timestamp
    exit_flags: tuple[int, ...]


@value(frozen=True, slots=True, kw_only=True)
class RelayFacts:
    """A circuit of others, one way, that goes through us."""

    circuit_from: int
    circuit_to: int
    rendezvous: bool
    forward: bool
    bytes_up: int
    bytes_down: int
    created: Timestamp


@value(frozen=True, slots=True, kw_only=True)
class ExitFacts:
    """A circuit of others that ends at us."""

    circuit_from: int
    enabled: bool
    """It has sent something out."""
    bytes_up: int
    bytes_down: int
    created: Timestamp
    introduction: bool
    rendezvous: bool


@value(frozen=True, slots=True, kw_only=True)
class SwarmFacts:
    """A hidden swarm that we are in."""

    name: str
    """What its members look it up by, hexadecimal; not an infohash."""
    seeders: int
    connections: int
    connections_incomplete: int
    from_dht: int
    from_pex: int
    seeding: bool
    last_lookup: Timestamp
    bytes_up: int
    bytes_down: int


@value(frozen=True, slots=True, kw_only=True)
class NodeFacts:
    """A member of the network."""

    address: Address
    name: str
    compatible: bool
    flags: tuple[int, ...]


@value(frozen=True, slots=True, kw_only=True)
class IntroductionFacts:
    """A member that introduces others to a hidden seeder."""

    address: Address
    public_key: str
    seeder_key: str
    source: int


@value(frozen=True, slots=True)
class Speed:
    """What a speed test found in its last half second, bytes per second."""

    up: float
    down: float
