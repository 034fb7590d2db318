"""Nothing of a hidden download crosses the border but in the tunnel, whatever happens.

Everything that happens is a scenario. Each is lived through as it is, and not a packet is seen; and with a guard
switched off, and then one is, so that nobody passes who is blind.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.api import Row
from tests.e2e.hidden import outside
from tests.e2e.hidden.border import Border, impossible
from tests.e2e.hidden.unguarded import CRASHING, DEAD_SOCKS_PORT
from tests.swarm import bencode, magnet_of, make_content, make_torrent, until
from tribler_core.engine.metainfo.bencode import decode

SIZE = 200_000
TRACKERS = [
    f"udp://{outside.TRACKER}:{outside.TRACKER_PORT}/announce",
    "http://198.18.2.3/announce",
    "http://tracker.hostile.example/announce",
    "udp://tracker.hostile.example:6969/announce",
    "wss://tracker.hostile.example/announce",
    "http://[2001:db8:18:2::3]/announce",
    "udp://[2001:db8:18:2::2]:6969/announce",
]
WEB_SEEDS = ["http://198.18.2.5/", "http://seed.hostile.example/"]
NODES: list[tuple[str, int]] = [("node.hostile.example", 6881), ("198.18.2.6", 6881)]
PEERS = [("198.18.2.4", 6881), (outside.SEEDER, 6881), ("2001:db8:18:2::4", 6881)]
HIDDEN = {"safe_seeding": True}

pytestmark = [
    pytest.mark.skipif(bool(impossible()), reason=impossible() or "it can be done"),
    pytest.mark.slow,
    pytest.mark.timeout(300),
]


def offer(folder: Path) -> None:
    """Torrents with every kind of address that a client could be led to, to be shared outside."""
    seeds = folder / "seeds"
    for name in ("hostile.bin", "link.bin"):
        content = make_content(seeds, {name: SIZE}) / name
        torrent = decode(make_torrent(content, trackers=TRACKERS, web_seeds=WEB_SEEDS))
        torrent[b"nodes"] = [[host.encode(), port] for host, port in NODES]
        (seeds / f"{name}.torrent").write_bytes(bencode(torrent))


def hostile(folder: Path, name: str = "hostile.bin") -> bytes:
    """One of them."""
    return (folder / "seeds" / f"{name}.torrent").read_bytes()


def unknown(folder: Path) -> str:
    """A magnet whose metadata nobody has."""
    torrent = make_torrent(make_content(folder / "unknown", {"unknown.bin": 9}) / "unknown.bin", trackers=TRACKERS)
    return magnet_of(torrent, peers=PEERS, extra="".join(f"&ws={url}" for url in WEB_SEEDS))


def is_held(row: Row) -> bool:
    return row["status"] in ("LOADING", "EXIT_NODES")


# The scenarios. What counts of each is what crosses after its last mark.


async def running(border: Border) -> None:
    """Hostile torrents, and magnets with and without metadata, through circuits of one and two hops."""
    unknown_to_all = await border.api.add(unknown(border.folder), anon_hops=1, **HIDDEN)
    first = await border.api.add(hostile(border.folder), anon_hops=2, **HIDDEN)
    second = await border.api.add(magnet_of(hostile(border.folder, "link.bin"), peers=PEERS), anon_hops=1, **HIDDEN)
    await border.api.until_complete(first, second)
    row = await border.api.row(first)
    assert row["hops"] == 2
    assert len(row["stripped"]) == 3
    await border.api.until(unknown_to_all, lambda row: row["status"] == "METADATA")


async def killed(border: Border, changes: Sequence[str] = ()) -> None:
    """The daemon ends at once under way, and starts anew."""
    await border.api.add(unknown(border.folder), anon_hops=1, **HIDDEN)
    infohash = await border.api.add(hostile(border.folder), anon_hops=1, **HIDDEN)
    await border.api.until_complete(infohash)
    await border.restart(changes)
    await border.api.until(infohash, lambda row: row["status"] == "SEEDING")


async def deserted(border: Border) -> None:
    """Every member of the network vanishes without a word, under way; more is added after that."""
    first = await border.api.add(unknown(border.folder), anon_hops=1, **HIDDEN)
    await border.api.until(first, lambda row: row["status"] == "METADATA")
    await border.bring_down()
    border.mark()
    second = await border.api.add(hostile(border.folder), anon_hops=1, **HIDDEN)
    await border.api.until(first, is_held)
    await border.api.until(second, is_held)


async def crashed(border: Border) -> None:
    """The tunnels end under way. They are opened anew, and what was added meanwhile goes on."""
    first = await border.api.add(unknown(border.folder), anon_hops=1, **HIDDEN)
    await border.api.until(first, lambda row: row["status"] == "METADATA")
    border.daemon.signal(signal.SIGUSR2)
    border.mark()
    await running(border)


async def dead_port(border: Border) -> None:
    """Hidden sessions are sent to a port where nobody listens, and run."""
    for source in (hostile(border.folder), unknown(border.folder)):
        infohash = await border.api.add(source, anon_hops=1, **HIDDEN)
        await border.api.until(infohash, lambda row: row["status"] in ("DOWNLOADING", "METADATA"))
    await let_time_pass(border)


async def no_exit(border: Border) -> None:
    for source in (hostile(border.folder), unknown(border.folder)):
        infohash = await border.api.add(source, anon_hops=1, **HIDDEN)
        await border.api.until(infohash, lambda row: row["status"] == "EXIT_NODES")
    await let_time_pass(border)


async def switched_off(border: Border) -> None:
    """While a download runs; one more is added after that."""
    first = await border.api.add(unknown(border.folder), anon_hops=1, **HIDDEN)
    await border.api.until(first, lambda row: row["status"] == "METADATA")
    await border.api.post("/api/settings", {"anonymity": {"enabled": False}})
    await border.api.until(first, lambda row: row["status"] == "LOADING")
    border.mark()
    await border.api.add(hostile(border.folder), anon_hops=2, **HIDDEN)
    await let_time_pass(border)


async def changed(border: Border) -> None:
    """Hops change a hundred times."""
    infohash = await border.api.add(hostile(border.folder), anon_hops=1, **HIDDEN)
    for number in range(100):
        await border.api.patch(infohash, anon_hops=1 + (number + 1) % 3)
    row = await border.api.row(infohash)
    assert row["hops"] == 1 + 100 % 3
    await border.api.until_complete(infohash)


async def let_time_pass(border: Border) -> None:
    """Until a plain download is seen that was added last, and has a tracker that nobody else names."""
    tracker = f"{outside.TRACKER}:{outside.TRACKER_PORT + 1}"
    border.plain.add(tracker)
    plain = make_torrent(make_content(border.folder / "plain", {"p": 9}), trackers=[f"udp://{tracker}/announce"])
    await border.api.add(plain, anon_hops=0)
    await until(lambda: border.plain_spoke, patience=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A scenario, and the guards whose absence is seen in it."""

    live: Callable[[Border], Awaitable[None]]
    guards: tuple[str, ...] = ("a proxy",)
    trouble: tuple[str, ...] = ()
    exits: int = 2
    speaks: bool = True
    """The overlay does, to its members, after the last mark."""


CASES = {
    "running": Case(
        live=running,
        guards=(
            "peers through the proxy",
            "trackers through the proxy",
            "names through the proxy",
            "names of DHT nodes are left out",
        ),
    ),
    "deserted": Case(live=deserted),
    "crashed": Case(live=crashed, trouble=(CRASHING,)),
    "a dead SOCKS port": Case(live=dead_port, trouble=(DEAD_SOCKS_PORT,), speaks=False),
    "no exit": Case(live=no_exit, guards=("held until there is a way",), exits=0, speaks=False),
    "switched off": Case(live=switched_off, guards=("held until there is a way",), speaks=False),
    "changed a hundred times": Case(live=changed, guards=("a session of its own",)),
    "killed and restarted": Case(live=killed, guards=()),
}


@pytest.mark.parametrize("name", CASES)
async def test_nothing_crosses_the_border_but_in_the_tunnel(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    offer(tmp_path)
    async with Border(tmp_path, relays=2, exits=case.exits, changes=case.trouble) as border:
        await case.live(border)

        assert border.overlay_spoke or not case.speaks
        assert border.crossed() == []


@pytest.mark.parametrize(("name", "guard"), [(name, guard) for name, case in CASES.items() for guard in case.guards])
async def test_with_one_guard_switched_off_the_leak_is_seen(tmp_path: Path, name: str, guard: str) -> None:
    case = CASES[name]
    offer(tmp_path)
    async with Border(tmp_path, relays=2, exits=case.exits, changes=(*case.trouble, guard)) as border:
        await live_until_seen(border, case.live(border))


async def test_hops_that_were_not_kept_would_be_seen_after_a_restart(tmp_path: Path) -> None:
    offer(tmp_path)
    async with Border(tmp_path, relays=2, exits=2) as border:
        await live_until_seen(border, killed(border, ["hops that last"]))


async def test_a_magnet_that_has_no_session_of_its_own_is_seen_by_ipv6_too(tmp_path: Path) -> None:
    offer(tmp_path)
    async with Border(tmp_path, relays=1, exits=1, changes=["a session of its own"]) as border:
        await border.api.add(unknown(tmp_path), anon_hops=1, **HIDDEN)

        await until(lambda: any("[2001:db8:18:2:" in line for line in border.crossed()), patience=60)


async def live_until_seen(border: Border, scenario: Awaitable[None]) -> None:
    """Whatever becomes of it; the last mark counts."""
    living = asyncio.ensure_future(scenario)
    try:
        await until(lambda: bool(border.crossed()), patience=90)
    finally:
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
