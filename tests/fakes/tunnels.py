"""An anonymity network that is looked into."""

from collections.abc import AsyncGenerator
from typing import Any

from tribler_core.domain.anonymity import (
    CircuitFacts,
    ExitFacts,
    IntroductionFacts,
    NodeFacts,
    RelayFacts,
    Speed,
    SwarmFacts,
)
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityOff, CircuitNotFound
from tribler_core.domain.ports import Introductions, SpeedTest
from tribler_core.foundation.units import Timestamp


def a_circuit(number: int = 1, **changes: Any) -> CircuitFacts:
    """A circuit of two hops."""
    facts: dict[str, Any] = {
        "circuit_id": number,
        "goal_hops": 2,
        "verified_hops": ("aa", "bb"),
        "unverified_hop": "",
        "kind": "DATA",
        "state": "READY",
        "bytes_up": 10,
        "bytes_down": 20,
        "created": Timestamp(1_700_000_000),
        "exit_flags": (2, 4),
    }
    return CircuitFacts(**{**facts, **changes})


class FakeTunnels:
    """Implements TunnelsInspection; off, unless it is given circuits."""

    def __init__(self, circuits: list[CircuitFacts] | None = None) -> None:
        self._circuits = circuits
        self.tests: list[tuple[int, SpeedTest]] = []

    def _on(self) -> None:
        if self._circuits is None:
            raise AnonymityOff

    def settings(self) -> dict[str, Any]:
        self._on()
        return {"max_circuits": 8, "peer_flags": [1, 8]}

    def circuits(self) -> list[CircuitFacts]:
        self._on()
        return self._circuits or []

    def relays(self) -> list[RelayFacts]:
        self._on()
        relay = RelayFacts(
            circuit_from=1, circuit_to=2, rendezvous=False, forward=True, bytes_up=3, bytes_down=4, created=Timestamp(5)
        )
        return [relay]

    def exits(self) -> list[ExitFacts]:
        self._on()
        facts = ExitFacts(
            circuit_from=1,
            enabled=True,
            bytes_up=3,
            bytes_down=4,
            created=Timestamp(5),
            introduction=False,
            rendezvous=True,
        )
        return [facts]

    def swarms(self) -> list[SwarmFacts]:
        self._on()
        facts = SwarmFacts(
            name="ab" * 20,
            seeders=1,
            connections=2,
            connections_incomplete=3,
            from_dht=4,
            from_pex=5,
            seeding=True,
            last_lookup=Timestamp(6),
            bytes_up=7,
            bytes_down=8,
        )
        return [facts]

    def nodes(self) -> list[NodeFacts]:
        self._on()
        return [NodeFacts(address=("192.0.2.1", 7759), name="cd" * 20, compatible=True, flags=(1, 8))]

    def introductions(self, *, exchanged: bool) -> Introductions:
        self._on()
        point = IntroductionFacts(
            address=("192.0.2.2", 1), public_key="aa", seeder_key="bb", source=2 if exchanged else 1
        )
        return {"ab" * 20: [point]}

    def traffic(self) -> tuple[int, int]:
        self._on()
        return 100, 200

    async def swarm_size(self, name: str, hops: Hops) -> int:
        self._on()
        return hops

    async def test_new(self, hops: Hops, test: SpeedTest) -> AsyncGenerator[Speed, None]:
        self._on()
        return self._speeds(hops, test)

    def test(self, circuit_id: int, test: SpeedTest) -> AsyncGenerator[Speed, None]:
        if circuit_id not in [circuit.circuit_id for circuit in self.circuits()]:
            raise CircuitNotFound(circuit_id)
        return self._speeds(circuit_id, test)

    async def _speeds(self, what: int, test: SpeedTest) -> AsyncGenerator[Speed, None]:
        self.tests.append((what, test))
        yield Speed(up=1024 * 1024, down=2 * 1024 * 1024)
        yield Speed(up=0, down=0)
