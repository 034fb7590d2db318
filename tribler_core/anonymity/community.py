"""The overlay: circuits that say when they are ready and when they are gone. Knows no torrents."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from ipv8.messaging.anonymization.hidden_services import HiddenTunnelCommunity
from ipv8.messaging.anonymization.tunnel import (
    CIRCUIT_STATE_CLOSING,
    CIRCUIT_STATE_READY,
    CIRCUIT_TYPE_DATA,
    PEER_FLAG_EXIT_BT,
    PEER_FLAG_EXIT_IPV8,
)

from tribler_core.anonymity.exits.member import EXIT_HTTP

PUBLIC = bytes.fromhex("a3591a6bd89bbaca0974062a1287afcfbc6fd6bc")
"""Tribler's own network."""

Ready = Callable[[Any], None]
Gone = Callable[[Any, list[tuple[str, int]], bool], None]
"""A circuit, the peers whose packets it carried, and whether it had been ready."""

_NO_ACTIVITY, _NO_ANSWER = "no activity", "timeout"
"""How ipv8 begins the reasons why a circuit ended that somebody is silent in."""
_SOON = 0.1
"""Seconds after which a circuit that was removed counts no more."""


def private(secret: str) -> bytes:
    """The identity of the network of those who know the secret."""
    return hashlib.sha1(b"triblerd community " + secret.encode(), usedforsecurity=False).digest()


class OnionCommunity(HiddenTunnelCommunity):
    """Tells of its circuits, and makes do without exits where there are none."""

    community_id: ClassVar[bytes] = PUBLIC

    def __init__(self, settings: Any) -> None:
        self.when_ready: Ready = lambda _: None
        self.when_gone: Gone = lambda *_: None
        self.twins: set[bytes] = set()
        """Keys of members that are ourselves: a circuit through one of them would hide nothing."""
        super().__init__(settings)

    def send_ping(self, peer: Any) -> None:
        """What churn asks of an overlay, which this one lacks: any question that is answered serves."""
        self.send_introduction_request(peer)

    def get_candidates(self, *requested_flags: int) -> list[Any]:
        found = super().get_candidates(*requested_flags)
        return [peer for peer in found if peer.public_key.key_to_bin() not in self.twins]

    def send_extend(self, circuit: Any, candidates: list[bytes], max_tries: int) -> None:
        """`candidates` are named by the last hop so far, which cannot know who is who."""
        super().send_extend(circuit, [key for key in candidates if key not in self.twins], max_tries)

    @property
    def knows_exits(self) -> bool:
        """Somebody carries packets of the swarm out."""
        return bool(self.get_candidates(PEER_FLAG_EXIT_BT))

    @property
    def knows_ends(self) -> bool:
        """Somebody carries at least messages of the overlay out, which is enough to meet hidden seeders."""
        return self.knows_exits or bool(self.get_candidates(PEER_FLAG_EXIT_IPV8))

    def do_circuits(self) -> None:
        """Build what is wanted; where nobody carries packets of the swarm out, circuits to meet hidden seeders."""
        if self.knows_exits:
            for circuit in list(self.circuits.values()):
                if _is_makeshift(circuit) and circuit.state != CIRCUIT_STATE_CLOSING:
                    self.remove_circuit(circuit.circuit_id, "there are exits now", destroy=True)
        self._reach_http_trackers()
        super().do_circuits()
        if self.knows_exits or not self.knows_ends:
            return
        for hops, count in self.circuits_needed.items():
            if count and not self.find_circuits(state=None, hops=hops):
                self.create_circuit(hops, exit_flags=(PEER_FLAG_EXIT_IPV8,))

    def _reach_http_trackers(self) -> None:
        """One of the circuits of each hop count that is wanted ends at who asks HTTP trackers, if anybody does."""
        able = self._http_exits()
        for hops, count in self.circuits_needed.items():
            circuits = self.find_circuits(state=None, hops=hops)
            if not able or not count or any(_ends_at(circuit, able) for circuit in circuits):
                continue
            self.create_circuit(hops, exit_flags=(PEER_FLAG_EXIT_BT, EXIT_HTTP))

    def asks_http(self, circuit: Any) -> bool:
        """It ends at somebody who asks HTTP trackers."""
        return _ends_at(circuit, self._http_exits())

    def _http_exits(self) -> set[Any]:
        return set(self.get_candidates(PEER_FLAG_EXIT_BT, EXIT_HTTP))

    def remove_circuit(self, circuit_id: int, additional_info: str = "", *how: Any, **more: Any) -> Any:
        circuit = self.circuits.get(circuit_id)
        if circuit is not None and circuit.state != CIRCUIT_STATE_CLOSING:
            was_ready = circuit.state == CIRCUIT_STATE_READY
            peers = self.crypto_endpoint.get_peers_for_circuit(circuit_id)
            circuit.close(additional_info)
            self._distrust(_silent_hop(circuit, additional_info))
            self.when_gone(circuit, peers, was_ready)
            asyncio.get_running_loop().call_later(_SOON, self._replace)
        return super().remove_circuit(circuit_id, additional_info, *how, **more)

    def _distrust(self, peer: Any) -> None:
        """Build nothing with it until it is met again: churn would take a minute to see that it has gone."""
        if peer is None:
            return
        for candidate in [each for each in self.candidates if each.public_key == peer.public_key]:
            self.candidates.pop(candidate)
            self.network.remove_peer(candidate)

    def _ours_on_created_extended(self, circuit_id: int, payload: Any) -> None:
        super()._ours_on_created_extended(circuit_id, payload)
        circuit = self.circuits.get(circuit_id)
        if circuit is not None and circuit.state == CIRCUIT_STATE_READY:
            self.when_ready(circuit)

    def _replace(self) -> None:
        if not self._shutdown:
            self.do_circuits()


def _silent_hop(circuit: Any, reason: str) -> Any:
    """Who is to blame for the end of a circuit; None: nobody, or one of several."""
    if reason == _NO_ACTIVITY and len(circuit.hops) == 1:
        return circuit.hops[0].peer
    if reason.startswith(_NO_ANSWER) and circuit.unverified_hop is not None:
        return circuit.unverified_hop.peer
    return None


def _ends_at(circuit: Any, peers: set[Any]) -> bool:
    """It does, or will when it is built."""
    if circuit.state == CIRCUIT_STATE_CLOSING:
        return False
    last = circuit.hops[-1].peer if circuit.state == CIRCUIT_STATE_READY else circuit.required_exit
    return last is not None and last in peers


def _is_makeshift(circuit: Any) -> bool:
    """It ends at somebody who carries nothing of the swarm out."""
    ends_at = circuit.exit_flags
    return circuit.ctype == CIRCUIT_TYPE_DATA and bool(ends_at) and PEER_FLAG_EXIT_BT not in ends_at
