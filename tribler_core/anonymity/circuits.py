"""Circuits by hop count: how many are wanted, whether there are any, what became of those that went."""

from collections.abc import Sequence
from typing import Any

from ipv8.messaging.anonymization.tunnel import (
    CIRCUIT_STATE_CLOSING,
    CIRCUIT_TYPE_DATA,
    CIRCUIT_TYPE_RP_DOWNLOADER,
    CIRCUIT_TYPE_RP_SEEDER,
)

from tribler_core.anonymity.network import Overlay
from tribler_core.anonymity.none import Readiness
from tribler_core.config.sections import AnonymitySection
from tribler_core.domain.anonymity import CircuitLost, CircuitReady, ReadinessChanged, TunnelRemoved
from tribler_core.domain.download.settings import HOP_COUNTS, Hops
from tribler_core.domain.ports import Publish
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds

_RENDEZVOUS_PORT = 1024
"""What ipv8 writes for the port of an address that names a circuit."""


class Circuits:
    """Of one overlay. `ports` are those of the local SOCKS servers, one for each hop count."""

    def __init__(self, overlay: Overlay, section: AnonymitySection, publish: Publish, clock: Clock) -> None:
        self._overlay = overlay
        self._community = overlay.community
        self._section = section
        self._publish = publish
        self._clock = clock
        self._downloads: dict[Hops, Sequence[int]] = dict.fromkeys(HOP_COUNTS, ())
        self._asking = dict.fromkeys(HOP_COUNTS, 0)
        self.sessions: set[Hops] = set()
        """Hop counts that have a session."""
        self._told: dict[Hops, Readiness] = {}
        self.ports = {hops: int(overlay.endpoint.create_socks5_server(0, hops)) for hops in HOP_COUNTS}
        self._community.when_ready = self._ready
        self._community.when_gone = self._gone

    def readiness(self, hops: Hops) -> Readiness:
        """How things stand. Where there is a session, its packets must have a way into the circuits, too."""
        found = bool(self._community.find_circuits(hops=hops))
        ready = found and (hops not in self.sessions or self.is_entered(hops))
        return Readiness(available=True, ready=ready, exits_known=found or self._community.knows_ends)

    def is_entered(self, hops: Hops) -> bool:
        """A session has opened its way in: what it sends before is lost, and libtorrent is slow to try again."""
        return self.entries(hops) > 0

    def entries(self, hops: Hops) -> int:
        """Ways in that are open."""
        servers = self._overlay.endpoint.get_socks5_statistics()
        return sum(int(server["associates"]) for server in servers if server["hops"] == hops)

    def renew(self, hops: Hops) -> None:
        """End those of this length: whoever still needs them gets others."""
        for circuit in self._community.find_circuits(state=None, hops=hops):
            if circuit.state != CIRCUIT_STATE_CLOSING:
                self._community.remove_circuit(circuit.circuit_id, "a session ended", destroy=True)

    def want(self, hops: Hops, downloads: Sequence[int]) -> None:
        """So many downloads use this hop count, by the session that they are in: each has circuits of its own."""
        self._downloads[hops] = downloads
        self._build(hops)

    def ask(self, hops: Hops, more: int) -> None:
        """Somebody else asks for a circuit (1), or no longer does (-1)."""
        self._asking[hops] += more
        self._build(hops)

    def look(self) -> None:
        """Tell where things stand otherwise than last told; members come and go unannounced."""
        for hops in HOP_COUNTS:
            now = self.readiness(hops)
            if self._told.get(hops) != now:
                self._told[hops] = now
                if not now.ready and now.exits_known:
                    self._community.do_circuits()
                self._publish(ReadinessChanged(hops))

    def _build(self, hops: Hops) -> None:
        counts = [count for count in self._downloads[hops] if count] or ([1] if self._asking[hops] else [])
        least, most = self._section.min_circuits, self._section.max_circuits
        wanted = sum(min(most, max(least, count)) for count in counts)
        if self._community.circuits_needed[hops] != wanted:
            self._community.circuits_needed[hops] = wanted
            self._community.do_circuits()

    def _ready(self, circuit: Any) -> None:
        if circuit.ctype == CIRCUIT_TYPE_DATA and circuit.goal_hops in HOP_COUNTS:
            self.look()
            self._publish(CircuitReady(Hops(circuit.goal_hops), asks_http=self._community.asks_http(circuit)))

    def _gone(self, circuit: Any, peers: list[tuple[str, int]], was_ready: bool) -> None:  # noqa: FBT001 - ipv8 calls
        self._publish(
            TunnelRemoved(
                circuit.circuit_id,
                circuit.bytes_up,
                circuit.bytes_down,
                Seconds(max(0.0, self._clock.now() - circuit.creation_time)),
                circuit.closing_info,
            )
        )
        if not was_ready:
            return
        if circuit.ctype == CIRCUIT_TYPE_DATA and circuit.goal_hops in HOP_COUNTS:
            self.look()
            self._publish(CircuitLost(Hops(circuit.goal_hops), peers, final=False))
        elif circuit.ctype in (CIRCUIT_TYPE_RP_DOWNLOADER, CIRCUIT_TYPE_RP_SEEDER):
            address = self._community.circuit_id_to_ip(circuit.circuit_id)
            hops = circuit.goal_hops - (circuit.ctype == CIRCUIT_TYPE_RP_DOWNLOADER)
            self._publish(CircuitLost(Hops(hops), [(address, _RENDEZVOUS_PORT)], final=True))
