"""Exits that ask HTTP trackers for others, and look where that leads."""

from pathlib import Path

import pytest
from ipv8.messaging.anonymization.tunnel import PEER_FLAG_RELAY

from tests.anonymity.test_circuits import udp_tracker
from tests.onion import LOUD, PATIENCE, SEEDER, Hider, Onion, section_of, visitors
from tests.swarm import PIECE, Seeder, Tracker, make_content, make_torrent, until
from tribler_core.anonymity.exits.guard import ExitGuard
from tribler_core.anonymity.exits.member import EXIT_HTTP
from tribler_core.anonymity.views import TunnelViews
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import DownloadState, Hold
from tribler_core.domain.swarm.tracker import TrackerState
from tribler_core.engine.sessions.hidden import HIDING
from tribler_core.foundation.units import Seconds

FAILED = (TrackerState.TIMEOUT, TrackerState.HTTP_ERROR, TrackerState.ERROR)


class Watchful(ExitGuard):
    """That of a member in the open internet; remembers what it refused."""

    def __init__(self) -> None:
        super().__init__("0.0.0.0", set)
        self.refused: list[str] = []

    def allows(self, address: str) -> bool:
        allowed = super().allows(address)
        if not allowed:
            self.refused.append(address)
        return allowed


def watch(onion: Onion) -> Watchful:
    """Give the only exit the guard that it would have elsewhere; no other member carries anything out."""
    [end] = [onion.nodes[address] for address in onion.exits]
    assert end.http_exit is not None
    end.community.settings.peer_flags = {PEER_FLAG_RELAY}
    end.http_exit.community._guard = guard = Watchful()
    return guard


async def test_no_tracker_in_the_network_of_an_exit_is_asked(tmp_path: Path) -> None:
    """The same trackers are asked where the guard lets them be; see the other tests of trackers."""
    sizes = {"address.bin": 1, "name.bin": 2, "udp.bin": 3}
    content = make_content(tmp_path / "source", sizes)
    async with Onion(relays=1, exits=1, exit_http=True) as onion:
        guard = watch(onion)
        with Tracker() as http, udp_tracker() as (udp, asked):
            named = http.announce_url.replace("127.0.0.1", "localhost")
            urls = (http.announce_url, named, udp)
            torrents = [make_torrent(content / name, trackers=[url]) for name, url in zip(sizes, urls, strict=True)]
            async with Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
                for torrent in torrents:
                    await hider.add(torrent, 1)
                await until(lambda: set(guard.refused) == {"127.0.0.1", "127.0.9.8"}, patience=60)
                await until(lambda: guard.refused.count("127.0.0.1") > 1, patience=60)

            assert list(http.announces) == []
            assert asked == set()


async def test_nobody_leaves_through_themselves(tmp_path: Path) -> None:
    """Neither by choice, nor because a relay names our own second member as the next hop."""
    torrent = make_torrent(make_content(tmp_path / "source", {"file.bin": 9}) / "file.bin")
    async with Onion(relays=2, exits=0) as onion:
        section = section_of("127.0.1.1", exit=True, exit_http=True, relay=False, bootstrap_nodes=onion.bootstrap)
        async with Hider(tmp_path, section) as hider:
            views, overlay = hider.hideout.views, hider.tunnels.overlay
            assert overlay is not None
            assert overlay.http_exit is not None
            twin = overlay.http_exit.community.my_peer.mid.hex()
            relays = [node.community for node in onion.nodes.values()]
            await until(lambda: twin in {node.name for node in views.nodes()})
            await until(lambda: all(len(relay.get_candidates(EXIT_HTTP)) == 1 for relay in relays))
            names = [await hider.add(torrent, 2)]
            assert hider.row(names[0]).state is DownloadState.EXIT_NODES

            await onion.add_exit()
            await hider.until(names[0], lambda row: row.hold is Hold.NONE)
            await until(lambda: sum(each.state == "READY" for each in views.circuits()) >= 3, patience=60)
            assert not {hop for circuit in views.circuits() for hop in circuit.verified_hops} & {twin}


async def test_a_tracker_is_asked_as_soon_as_an_exit_is_met_that_can_ask_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HIDING, "tracker_backoff", 1_000_000)  # libtorrent would not try again by itself
    torrent_file = make_content(tmp_path / "source", {"file.bin": 9}) / "file.bin"
    async with Onion(relays=0, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        with Tracker() as tracker:
            infohash = await hider.add(make_torrent(torrent_file, trackers=[tracker.announce_url]), 1)
            await hider.until(infohash, lambda row: row.trackers[0].state in FAILED)

            await onion.open(onion.guest("127.0.3.9", exit=True, exit_http=True))

            await until(lambda: bool(tracker.announces), patience=PATIENCE)


async def test_a_circuit_ends_where_http_trackers_can_be_asked_if_anybody_offers_it(tmp_path: Path) -> None:
    async with Onion(relays=1, exits=4) as onion:
        one = await onion.open(onion.guest("127.0.3.9", exit=True, exit_http=True))
        await onion.introduce()
        assert one.http_exit is not None
        name = one.http_exit.community.my_peer.mid.hex()
        async with Hider(tmp_path, onion.guest(min_circuits=1, max_circuits=1)) as hider:
            await until(lambda: any(EXIT_HTTP in node.flags for node in hider.hideout.views.nodes()))
            await hider.tunnels.wait_ready(Hops(1), Seconds(60))
            views = hider.hideout.views  # the first one may have been begun before the flag was known
            ready = ("DATA", "READY")
            await until(
                lambda: (
                    name in {each.verified_hops[-1] for each in views.circuits() if (each.kind, each.state) == ready}
                )
            )


async def test_the_guarded_member_carries_all_that_a_download_needs(tmp_path: Path) -> None:
    content = make_content(tmp_path / "source", {"file.bin": PIECE})
    async with Onion(relays=0, exits=1, exit_http=True) as onion, Hider(tmp_path, onion.guest()) as hider:
        [end] = onion.nodes.values()
        end.community.settings.peer_flags = {PEER_FLAG_RELAY}
        with Seeder(host=SEEDER, **LOUD) as seeder, udp_tracker(seeder.address) as (url, asked):
            seeder.share(make_torrent(content / "file.bin"), content)
            await hider.until_complete(await hider.add(make_torrent(content / "file.bin", trackers=[url]), 1))
            told = TunnelViews(lambda: end).exits()
            seen = visitors(seeder)

    assert asked == seen == {"127.0.3.1"}
    assert sum(each.bytes_down for each in told if each.enabled) > PIECE
