"""What is told of a network in which something happens."""

from pathlib import Path

import pytest

from tests.onion import Hider, Onion
from tests.swarm import make_content, make_torrent, until
from tribler_core.anonymity.views import TunnelViews
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityOff, CircuitNotFound
from tribler_core.domain.ports import SpeedTest
from tribler_core.foundation.units import Seconds


async def test_everybody_tells_of_a_circuit_what_they_see_of_it(tmp_path: Path) -> None:
    async with Onion(relays=1, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        views = hider.hideout.views
        await hider.tunnels.wait_ready(Hops(2), Seconds(60))
        [circuit] = [each for each in views.circuits() if each.state == "READY"]
        relay = TunnelViews(lambda: onion.nodes["127.0.2.1"])
        end = TunnelViews(lambda: onion.nodes["127.0.3.1"])

        assert (circuit.goal_hops, circuit.kind, len(circuit.verified_hops)) == (2, "DATA", 2)
        assert {node.name for node in views.nodes()} >= set(circuit.verified_hops)
        await until(lambda: any(each.circuit_from == circuit.circuit_id for each in relay.relays()))
        await until(lambda: bool(end.exits()))
        assert views.settings()["peer_flags"] == [8]
        sent, received = views.traffic()
        assert sent > 0
        assert received > 0


async def test_hidden_swarms_and_their_introduction_points_are_told(tmp_path: Path) -> None:
    torrent = make_torrent(make_content(tmp_path / "downloads", {"file.bin": 10}) / "file.bin")
    async with Onion(relays=3, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        infohash = await hider.add(torrent, 1)
        await hider.until_complete(infohash)
        views = hider.hideout.views
        nodes = [TunnelViews(lambda node=node: node) for node in onion.nodes.values()]  # type: ignore[misc]

        await until(lambda: any(swarm.seeding for swarm in views.swarms()))
        [swarm] = views.swarms()
        await until(lambda: any(node.introductions(exchanged=True) for node in nodes), patience=60)
        await until(lambda: any(node.introductions(exchanged=False) for node in nodes), patience=60)

        assert swarm.name != infohash
        [name] = {name for node in nodes for name in node.introductions(exchanged=False)}
        assert name == swarm.name


async def test_a_circuit_is_tested_and_one_that_was_made_for_it_ended(tmp_path: Path) -> None:
    test = SpeedTest(time=Seconds(0.6))
    async with Onion(relays=1, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        views = hider.hideout.views
        await until(lambda: len(views.nodes()) == 2)
        speeds = [speed async for speed in await views.test_new(Hops(1), test)]

        assert speeds
        assert any(speed.down > 0 for speed in speeds)
        await until(lambda: not [circuit for circuit in views.circuits() if circuit.kind == "SPEED_TEST"])
        with pytest.raises(CircuitNotFound):
            views.test(1, test)

        await hider.reconfigure(enabled=False)
        with pytest.raises(AnonymityOff):
            views.circuits()
