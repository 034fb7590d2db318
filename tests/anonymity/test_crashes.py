"""The Rust half of the network ends by itself: nothing that is said meanwhile is lost, and it is entered anew."""

from pathlib import Path

from tests.builders import an_infohash
from tests.onion import Hider, Onion
from tests.swarm import make_content, make_torrent, until
from tribler_core.anonymity.hidden import swarm_name
from tribler_core.anonymity.network import Overlay
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Hold


def overlay_of(hider: Hider) -> Overlay:
    assert hider.tunnels.overlay is not None
    return hider.tunnels.overlay


def crash(hider: Hider) -> None:
    """As if it had panicked; nobody notices."""
    overlay_of(hider).endpoint.rust_ep.close(0)


async def test_downloads_of_every_hop_count_go_on_after_a_crash(tmp_path: Path) -> None:
    content = make_content(tmp_path / "source", {"one.bin": 10, "two.bin": 10})
    one, two = (make_torrent(content / name) for name in ("one.bin", "two.bin"))
    async with Onion(relays=2, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        first = await hider.add(one, 1)
        await hider.until(first, lambda row: row.hold is Hold.NONE)

        crash(hider)
        second = await hider.add(two, 2)

        await hider.until(second, lambda row: row.hold is Hold.NONE)
        await hider.until(first, lambda row: row.hold is Hold.NONE)


async def test_what_is_said_between_the_crash_and_its_discovery_holds_for_the_network_to_come(tmp_path: Path) -> None:
    async with Onion(relays=2, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        before, tunnels = overlay_of(hider), hider.tunnels
        left, joined = an_infohash(1), an_infohash(2)
        tunnels.join(left, Hops(1), lambda *_: None, seeding=False)

        crash(hider)
        for hops in (Hops(1), Hops(2), Hops(3)):
            tunnels.want(hops, 2)
        tunnels.join(joined, Hops(2), lambda *_: None, seeding=False)
        tunnels.leave(left)
        tunnels.renew_circuits(Hops(1))
        tunnels.listens(Hops(3), 9)
        await until(lambda: tunnels.overlay not in (None, before))

        community = overlay_of(hider).community
        assert dict(community.circuits_needed) == {1: 2, 2: 2, 3: 2}
        assert set(community.swarms) == {swarm_name(joined)}
        assert tunnels.circuits is not None
        assert Hops(3) in tunnels.circuits.sessions


async def test_hidden_swarms_are_joined_again_in_the_network_to_come(tmp_path: Path) -> None:
    async with Onion(relays=1, exits=1) as onion, Hider(tmp_path, onion.guest()) as hider:
        hider.tunnels.join(an_infohash(1), Hops(1), lambda *_: None, seeding=False)

        await hider.reconfigure(max_circuits=9)

        assert set(overlay_of(hider).community.swarms) == {swarm_name(an_infohash(1))}


async def test_a_crash_under_the_very_look_for_it_is_noticed(tmp_path: Path) -> None:
    async with Onion(relays=1, exits=1) as onion, Hider(tmp_path, onion.guest()) as hider:
        before = overlay_of(hider)

        def look() -> None:
            crash(hider)
            raise RuntimeError("the endpoint is not open")

        setattr(hider.tunnels.circuits, "look", look)  # noqa: B010 - its type is that of the class

        await until(lambda: hider.tunnels.overlay not in (None, before))
