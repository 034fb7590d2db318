"""The overlay in the words of the house, for whoever looks into it.

ipv8 is imported where there is an overlay to look into: it is a tenth of a start, and most daemons hide nothing.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING, Any

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
from tribler_core.domain.errors import AnonymityOff, CircuitNotFound, CircuitUnfit
from tribler_core.domain.ports import Introductions, SpeedTest
from tribler_core.foundation.units import Timestamp

if TYPE_CHECKING:
    from tribler_core.anonymity.network import Overlay

_RTT = 100
"""Milliseconds that a speed test aims at."""
_REPORT = 500
"""Milliseconds between two reports of it."""
_SETTINGS = ("min_circuits", "max_circuits", "max_joined_circuits", "max_time", "max_time_inactive", "max_traffic")


class TunnelViews:
    """Implements `TunnelsInspection`."""

    def __init__(self, overlay: Callable[[], "Overlay | None"]) -> None:
        self._find = overlay

    @property
    def _overlay(self) -> "Overlay":
        overlay = self._find()
        if overlay is None:
            raise AnonymityOff
        return overlay

    @property
    def _community(self) -> Any:
        return self._overlay.community

    def settings(self) -> dict[str, Any]:
        settings = self._community.settings
        return {**{name: getattr(settings, name) for name in _SETTINGS}, "peer_flags": sorted(settings.peer_flags)}

    def circuits(self) -> list[CircuitFacts]:
        return [_circuit(circuit) for circuit in self._community.circuits.values()]

    def relays(self) -> list[RelayFacts]:
        from ipv8.messaging.anonymization.tunnel import FORWARD

        return [
            RelayFacts(
                circuit_from=origin,
                circuit_to=relay.circuit_id,
                rendezvous=relay.rendezvous_relay,
                forward=relay.direction == FORWARD,
                bytes_up=relay.bytes_up,
                bytes_down=relay.bytes_down,
                created=Timestamp(int(relay.creation_time)),
            )
            for origin, relay in self._community.relay_from_to.items()
        ]

    def exits(self) -> list[ExitFacts]:
        members = self._overlay.ends
        introducing = {circuit.circuit_id for each in members for circuit, _ in each.intro_point_for.values()}
        meeting = {circuit.circuit_id for each in members for circuit in each.rendezvous_point_for.values()}
        return [
            ExitFacts(
                circuit_from=origin,
                enabled=exit_socket.enabled,
                bytes_up=exit_socket.bytes_up,
                bytes_down=exit_socket.bytes_down,
                created=Timestamp(int(exit_socket.creation_time)),
                introduction=exit_socket.circuit_id in introducing,
                rendezvous=exit_socket.circuit_id in meeting,
            )
            for each in members
            for origin, exit_socket in each.exit_sockets.items()
        ]

    def swarms(self) -> list[SwarmFacts]:
        return [_swarm(name, swarm) for name, swarm in self._community.swarms.items()]

    def nodes(self) -> list[NodeFacts]:
        fits = self._community.crypto.is_key_compatible
        return [
            NodeFacts(
                address=(str(peer.address[0]), int(peer.address[1])),
                name=peer.mid.hex(),
                compatible=fits(peer.public_key),
                flags=tuple(flags),
            )
            for peer, flags in self._community.candidates.items()
        ]

    def introductions(self, *, exchanged: bool) -> Introductions:
        if exchanged:
            pex = self._community.pex.items()
            return {name.hex(): [_exchanged(point) for point in overlay.get_intro_points()] for name, overlay in pex}
        found: dict[str, list[IntroductionFacts]] = {}
        dht = self._overlay.dht
        for storage in dht.storages.values():
            for name, values in storage.items.items():
                kept = dht.post_process_values([value.data for value in values])
                found[name.hex()] = [facts for value, _ in kept if (facts := _kept(value)) is not None]
        return found

    def traffic(self) -> tuple[int, int]:
        endpoints = {each.endpoint for each in self._overlay.ends}
        return sum(each.bytes_up for each in endpoints), sum(each.bytes_down for each in endpoints)

    async def swarm_size(self, name: str, hops: Hops) -> int:
        return int(await self._community.estimate_swarm_size(bytes.fromhex(name), hops=int(hops)))

    async def test_new(self, hops: Hops, test: SpeedTest) -> AsyncGenerator[Speed, None]:
        from ipv8.messaging.anonymization.tunnel import PEER_FLAG_SPEED_TEST

        community = self._community
        circuit = community.create_circuit(int(hops), ctype="SPEED_TEST", exit_flags=(PEER_FLAG_SPEED_TEST,))
        if circuit is None or not await circuit.ready:
            raise CircuitUnfit("failed to create circuit")
        return self._tested(circuit, test, lambda: community.remove_circuit(circuit.circuit_id, "speed test finished"))

    def test(self, circuit_id: int, test: SpeedTest) -> AsyncGenerator[Speed, None]:
        from ipv8.messaging.anonymization.tunnel import CIRCUIT_STATE_READY, CIRCUIT_TYPE_DATA, PEER_FLAG_SPEED_TEST

        circuit = self._community.circuits.get(circuit_id)
        if circuit is None:
            raise CircuitNotFound(circuit_id)
        if circuit.state != CIRCUIT_STATE_READY:
            raise CircuitUnfit("the requested circuit is not ready to transfer data")
        if circuit.ctype == CIRCUIT_TYPE_DATA and PEER_FLAG_SPEED_TEST not in circuit.exit_flags:
            raise CircuitUnfit("the requested circuit does not support speed testing")
        return self._tested(circuit, test, lambda: None)

    async def _tested(self, circuit: Any, test: SpeedTest, end: Callable[[], object]) -> AsyncGenerator[Speed, None]:
        reports: asyncio.Queue[tuple[Speed, bool]] = asyncio.Queue()
        reckoning = _Reckoning()

        def told(stats: dict[int, list[int]], done: bool) -> None:  # noqa: FBT001 - the Rust half calls it
            reports.put_nowait((reckoning.add(stats), done))

        sizes = test.request_size, test.response_size
        milliseconds = int(test.time * 1000)
        self._overlay.endpoint.run_speedtest(circuit.circuit_id, milliseconds, *sizes, _RTT, told, _REPORT)
        try:
            done = False
            while not done:
                speed, done = await reports.get()
                yield speed
        finally:
            end()


class _Reckoning:
    """From all requests so far to what came since the last report."""

    def __init__(self) -> None:
        self._sent: set[int] = set()
        self._received: set[int] = set()

    def add(self, stats: dict[int, list[int]]) -> Speed:
        """`stats`: by request, when it was sent (ms) and how large, when it was answered (0: not yet) and how large."""
        sent = [(line[0], line[1]) for name, line in stats.items() if name not in self._sent]
        received = [(line[2], line[3]) for name, line in stats.items() if line[2] and name not in self._received]
        self._received.update(name for name, line in stats.items() if line[2])
        self._sent.update(stats)
        return Speed(up=_rate(sent), down=_rate(received))


def _rate(packets: list[tuple[int, int]]) -> float:
    """Bytes a second between the first and the last."""
    if not packets:
        return 0.0
    times = [time for time, _ in packets]
    seconds = (max(times) - min(times)) / 1000
    return sum(size for _, size in packets) / seconds if seconds else 0.0


def _circuit(circuit: Any) -> CircuitFacts:
    asked = circuit.unverified_hop
    return CircuitFacts(
        circuit_id=circuit.circuit_id,
        goal_hops=circuit.goal_hops,
        verified_hops=tuple(hop.mid.hex() for hop in circuit.hops),
        unverified_hop=asked.mid.hex() if asked else "",
        kind=circuit.ctype,
        state=f"{circuit.state} ({circuit.closing_info})" if circuit.closing_info else circuit.state,
        bytes_up=circuit.bytes_up,
        bytes_down=circuit.bytes_down,
        created=Timestamp(int(circuit.creation_time)),
        exit_flags=tuple(circuit.exit_flags),
    )


def _swarm(name: bytes, swarm: Any) -> SwarmFacts:
    from ipv8.messaging.anonymization.tunnel import PEER_SOURCE_DHT, PEER_SOURCE_PEX

    return SwarmFacts(
        name=name.hex(),
        seeders=swarm.get_num_seeders(),
        connections=swarm.get_num_connections(),
        connections_incomplete=swarm.get_num_connections_incomplete(),
        from_dht=sum(point.source == PEER_SOURCE_DHT for point in swarm.intro_points),
        from_pex=sum(point.source == PEER_SOURCE_PEX for point in swarm.intro_points),
        seeding=swarm.seeding,
        last_lookup=Timestamp(int(swarm.last_lookup)),
        bytes_up=swarm.get_total_up(),
        bytes_down=swarm.get_total_down(),
    )


def _exchanged(point: Any) -> IntroductionFacts:
    return IntroductionFacts(
        address=(str(point.peer.address[0]), int(point.peer.address[1])),
        public_key=point.peer.public_key.key_to_bin().hex(),
        seeder_key=point.seeder_pk.hex(),
        source=point.source,
    )


def _kept(value: bytes) -> IntroductionFacts | None:
    """None: the value is something else."""
    from ipv8.dht.provider import DHTIntroPointPayload
    from ipv8.messaging.anonymization.tunnel import PEER_SOURCE_DHT
    from ipv8.messaging.serialization import PackError, default_serializer

    try:
        payload = default_serializer.unpack_serializable(DHTIntroPointPayload, value)[0]
    except (PackError, ValueError):
        return None
    return IntroductionFacts(
        address=(str(payload.address[0]), int(payload.address[1])),
        public_key=(b"LibNaCLPK:" + payload.intro_pk).hex(),
        seeder_key=(b"LibNaCLPK:" + payload.seeder_pk).hex(),
        source=PEER_SOURCE_DHT,
    )
