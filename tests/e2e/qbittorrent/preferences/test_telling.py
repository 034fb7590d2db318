"""What clients and trackers are told."""

from typing import Any

import pytest

from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.preferences.house import LiveHouse, told
from tests.swarm import Tracker, until
from tribler_core.domain.events import AddressChanged


@pytest.mark.observes("refresh_interval")
async def test_clients_are_told_how_often_to_ask(house: LiveHouse) -> None:
    await house.set(refresh_interval=2345)
    async with house.client.get(f"{house.url}/api/v2/sync/maindata") as answer:
        assert (await answer.json())["server_state"]["refresh_interval"] == 2345


@pytest.mark.observes("resolve_peer_host_names")
async def test_peers_have_names(house: LiveHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getnameinfo", lambda *_: ("peer.example", "0"))
    with Swarm(house.folder / "swarm") as swarm:
        offer = swarm.offer("slow", {"a.bin": 3_000_000}, upload_limit=20_000, trackers=[swarm.tracker.announce_url])
        infohash = await house.add(offer.torrent)

        async def peers() -> list[dict[str, Any]]:
            answer = await house.get("sync/torrentPeers", hash=infohash)
            return list(answer.get("peers", {}).values())

        found = await told(peers, bool)
        assert found[0]["host_name"] == ""
        await house.set(resolve_peer_host_names=True)
        await told(peers, lambda found: any(peer["host_name"] == "peer.example" for peer in found))


@pytest.mark.observes("reannounce_when_address_changed")
async def test_trackers_hear_of_another_address(house: LiveHouse) -> None:
    with Tracker() as tracker:
        await house.add(house.torrent(trackers=[tracker.announce_url]))
        await until(lambda: len(tracker.announces) == 1)
        await house.set(reannounce_when_address_changed=True)
        house.daemon.core.events.publish(AddressChanged(0, "198.51.100.7", known=True))
        await until(lambda: len(tracker.announces) == 2)
