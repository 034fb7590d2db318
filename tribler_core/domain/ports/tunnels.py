"""What can be asked of the anonymity network."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Protocol

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
from tribler_core.foundation.units import Seconds
from tribler_core.foundation.value import value

Introductions = Mapping[str, Sequence[IntroductionFacts]]
"""By the name of the hidden swarm."""


@value(frozen=True, slots=True, kw_only=True)
class SpeedTest:
    """How a circuit is tested; sizes in bytes."""

    time: Seconds = Seconds(5.0)
    request_size: int = 50
    response_size: int = 1024


class TunnelsInspection(Protocol):
    """The network as it is now. Every method raises AnonymityOff while it is switched off."""

    def settings(self) -> dict[str, Any]:
        """By name; no secrets."""
        ...

    def circuits(self) -> list[CircuitFacts]:
        """Ours."""
        ...

    def relays(self) -> list[RelayFacts]:
        """Circuits of others that go through us."""
        ...

    def exits(self) -> list[ExitFacts]:
        """Circuits of others that end here."""
        ...

    def swarms(self) -> list[SwarmFacts]:
        """Hidden swarms that we are in."""
        ...

    def nodes(self) -> list[NodeFacts]:
        """Members that we know."""
        ...

    def introductions(self, *, exchanged: bool) -> Introductions:
        """Introduction points that we keep for others: in the DHT, or exchanged among them."""
        ...

    def traffic(self) -> tuple[int, int]:
        """Bytes sent and received by the overlay since it was switched on."""
        ...

    async def swarm_size(self, name: str, hops: Hops) -> int:
        """Hidden seeders of a swarm, asked for through circuits."""
        ...

    async def test_new(self, hops: Hops, test: SpeedTest) -> AsyncGenerator[Speed, None]:
        """Build a circuit, test it, and end it. Raises: CircuitUnfit when none can be built."""
        ...

    def test(self, circuit_id: int, test: SpeedTest) -> AsyncGenerator[Speed, None]:
        """Test a circuit that there is. Raises: CircuitNotFound, CircuitUnfit."""
        ...
