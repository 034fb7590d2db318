"""Nothing of a hidden download crosses the border but in the tunnel, whatever happens."""

from pathlib import Path

import pytest

from tests.e2e.hidden import outside
from tests.e2e.hidden.border import Border, impossible
from tests.e2e.hidden.unguarded import SETTINGS
from tests.swarm import bencode, magnet_of, make_content, make_torrent, until
from tribler_core.engine.metainfo.bencode import decode

SIZE = 200_000
TRACKERS = [
    f"udp://{outside.TRACKER}:{outside.TRACKER_PORT}/announce",
    "http://198.18.2.3/announce",
    "http://tracker.hostile.example/announce",
    "udp://tracker.hostile.example:6969/announce",
    "wss://tracker.hostile.example/announce",
]
WEB_SEEDS = ["http://198.18.2.5/", "http://seed.hostile.example/"]
NODES: list[tuple[str, int]] = [("node.hostile.example", 6881), ("198.18.2.6", 6881)]
PEERS = [("198.18.2.4", 6881), (outside.SEEDER, 6881)]
HIDDEN = {"safe_seeding": True}

pytestmark = [
    pytest.mark.skipif(bool(impossible()), reason=impossible() or "it can be done"),
    pytest.mark.slow,
    pytest.mark.timeout(300),
]


def hostile(folder: Path, name: str = "hostile.bin") -> bytes:
    """A torrent with every kind of address that a client could be led to, shared outside."""
    seeds = folder / "seeds"
    content = make_content(seeds, {name: SIZE}) / name
    torrent = decode(make_torrent(content, trackers=TRACKERS, web_seeds=WEB_SEEDS))
    torrent[b"nodes"] = [[host.encode(), port] for host, port in NODES]
    (seeds / f"{name}.torrent").write_bytes(bencode(torrent))
    return bencode(torrent)


def row_is_held(row: dict[str, object]) -> bool:
    return row["status"] in ("LOADING", "EXIT_NODES")


async def test_hostile_torrents_and_magnets_run_and_restart_in_the_tunnel_alone(tmp_path: Path) -> None:
    torrent, link = hostile(tmp_path), hostile(tmp_path, "link.bin")
    async with Border(tmp_path, relays=2, exits=2) as border:
        api = border.api
        first = await api.add(torrent, anon_hops=2, **HIDDEN)
        second = await api.add(magnet_of(link, peers=PEERS), anon_hops=1, **HIDDEN)
        await api.until_complete(first, second)
        row = await api.row(first)
        assert row["hops"] == 2
        assert len(row["stripped"]) == 3

        await border.daemon.kill()
        await border.daemon.start()
        await api.until_ready()
        await api.until(first, lambda row: row["status"] == "SEEDING")
        await border.bring_down()
        await api.until(first, row_is_held)

        assert border.overlay_spoke
        assert border.crossed() == []


async def test_hops_changed_a_hundred_times_leave_no_trace(tmp_path: Path) -> None:
    torrent = hostile(tmp_path)
    async with Border(tmp_path, relays=2, exits=2) as border:
        infohash = await border.api.add(torrent, anon_hops=1, **HIDDEN)
        for number in range(100):
            await border.api.patch(infohash, anon_hops=1 + (number + 1) % 3)
        row = await border.api.row(infohash)
        assert row["hops"] == 1 + 100 % 3

        await border.api.until_complete(infohash)
        assert border.overlay_spoke
        assert border.crossed() == []


async def test_without_an_exit_and_switched_off_it_waits_in_silence(tmp_path: Path) -> None:
    """A plain download that is added last is seen, so that there was time for the others to be."""
    torrent, plain = hostile(tmp_path), make_torrent(make_content(tmp_path / "plain", {"p": 9}), trackers=TRACKERS[:1])
    async with Border(tmp_path, relays=2, exits=0) as border:
        infohash = await border.api.add(torrent, anon_hops=1, **HIDDEN)
        await border.api.until(infohash, lambda row: row["status"] == "EXIT_NODES")
        await border.api.add(magnet_of(hostile(tmp_path, "other.bin"), peers=PEERS), anon_hops=2, **HIDDEN)
        await until(lambda: border.overlay_spoke, patience=60)
        await border.api.post("/api/settings", {"anonymity": {"enabled": False}})
        await border.api.until(infohash, lambda row: row["status"] == "LOADING")
        assert border.crossed() == []

        await border.api.add(plain, anon_hops=0)
        await until(lambda: bool(border.crossed()), patience=60)
        its_own = {f"{outside.TRACKER}:{outside.TRACKER_PORT}", f"{outside.SEEDER}:6881"}
        assert {line.split()[2] for line in border.crossed()} <= its_own


@pytest.mark.parametrize("guard", [*SETTINGS, "names of DHT nodes are left out", "a session of its own"])
async def test_with_one_guard_switched_off_the_leak_is_seen(tmp_path: Path, guard: str) -> None:
    torrent, link = hostile(tmp_path), hostile(tmp_path, "link.bin")
    async with Border(tmp_path, relays=1, exits=1, guard=guard) as border:
        await border.api.add(torrent, anon_hops=1, **HIDDEN)
        await border.api.add(magnet_of(link, peers=PEERS), anon_hops=1, **HIDDEN)

        await until(lambda: bool(border.crossed()), patience=60)
