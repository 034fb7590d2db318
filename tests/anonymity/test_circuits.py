"""What goes through circuits beside the content, and what becomes of downloads when circuits end."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.onion import LOUD, SEEDER, Hider, Onion, visitors
from tests.swarm import PIECE, Seeder, Tracker, magnet_of, make_content, make_torrent, until
from tribler_core.domain.anonymity import CircuitLost
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Hold
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.foundation.units import Seconds


@contextmanager
def udp_tracker(*peers: tuple[str, int]) -> Iterator[tuple[str, set[str]]]:
    """A tracker by UDP: its URL, and who has asked it. Source: BEP 15."""
    ear, asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), set[str]()
    ear.bind(("127.0.9.8", 0))
    compact = b"".join(bytes(map(int, host.split("."))) + port.to_bytes(2) for host, port in peers)

    def answer() -> None:
        while True:
            packet, (host, port) = ear.recvfrom(2048)
            if len(packet) < 16:
                return
            asked.add(host)
            action, number = packet[8:12], packet[12:16]
            counts = (60).to_bytes(4) + (0).to_bytes(4) + (1).to_bytes(4)
            body = (1).to_bytes(8) if action == bytes(4) else counts + compact
            ear.sendto(action + number + body, (host, port))

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield f"udp://127.0.9.8:{ear.getsockname()[1]}", asked
    finally:
        ear.sendto(b"", ear.getsockname())
        thread.join()
        ear.close()


async def test_udp_trackers_are_asked_through_exits(tmp_path: Path) -> None:
    content = make_content(tmp_path / "source", {"file.bin": PIECE})
    async with Onion(relays=2, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        with Seeder(host=SEEDER, **LOUD) as seeder, udp_tracker(seeder.address) as (url, asked):
            torrent = make_torrent(content / "file.bin", trackers=[url])
            seeder.share(make_torrent(content / "file.bin"), content)
            await hider.until_complete(await hider.add(torrent, 2))

        assert asked == onion.exits


@pytest.mark.slow
async def test_http_trackers_are_asked_through_exits_that_offer_it(tmp_path: Path) -> None:
    content = make_content(tmp_path / "source", {"file.bin": PIECE})
    async with (
        Onion(relays=2, exits=1, exit_http=True) as onion,
        Hider(tmp_path, onion.guest(min_circuits=1)) as hider,
    ):
        with Seeder(host=SEEDER, **LOUD) as seeder, Tracker(seeder.address) as tracker:
            seeder.share(make_torrent(content / "file.bin"), content)
            infohash = await hider.add(make_torrent(content / "file.bin", trackers=[tracker.announce_url]), 1)
            await hider.until_complete(infohash)

            announce = tracker.announces[0]
            assert announce["port"] != str(hider.engine.sessions.listen_ports()[Hops(1)])
            assert "triblerd" not in str(announce)
            assert visitors(seeder) <= onion.exits


async def test_metadata_is_looked_up_through_circuits(tmp_path: Path) -> None:
    content = make_content(tmp_path / "source", {"file.bin": PIECE})
    torrent = make_torrent(content / "file.bin")
    async with Onion(relays=2, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        with Seeder(host=SEEDER, **LOUD) as seeder:
            seeder.share(torrent, content)
            await hider.tunnels.wait_ready(Hops(1), Seconds(60))
            magnet = TorrentReader().read_magnet(magnet_of(torrent, peers=[seeder.address]))

            found = await hider.engine.lookup.lookup(magnet, hops=Hops(1), timeout=Seconds(60))

            assert (await TorrentReader().read(found)).infohash == magnet.infohashes.identity
            seen = visitors(seeder)
        assert seen
        assert seen <= onion.exits


async def test_what_would_go_around_is_left_out_and_told(tmp_path: Path) -> None:
    content = make_content(tmp_path / "source", {"file.bin": PIECE})
    trackers = ["udp://127.0.9.8:9", "wss://127.0.9.8:9/announce", "http://somewhere.i2p/announce"]
    torrent = make_torrent(content / "file.bin", web_seeds=["http://127.0.9.7:9/file.bin"], trackers=trackers)
    async with Onion(relays=1, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        infohash = await hider.add(torrent, 1)
        row = await hider.until(infohash, lambda row: row.hold is Hold.NONE and row.stripped)

        assert [phrase.partition(":")[0] for phrase in row.stripped] == [
            "1 web seeds",
            "2 trackers that circuits cannot reach",
        ]
        assert [tracker.url for tracker in row.trackers] == trackers[:1]
        handle = hider.engine._torrents.get(infohash).handle
        assert handle.url_seeds() == []
        assert [tracker["url"] for tracker in handle.trackers()] == trackers[:1]


@pytest.mark.slow  # ipv8 takes twenty seconds to see that nobody answers
@pytest.mark.timeout(240)
async def test_a_download_goes_on_when_its_exit_vanishes(tmp_path: Path) -> None:
    content = make_content(tmp_path / "source", {"file.bin": 200 * PIECE})
    torrent = make_torrent(content / "file.bin")
    async with Onion(relays=0, exits=2) as onion, Hider(tmp_path, onion.guest(min_circuits=1, max_circuits=1)) as hider:
        with Seeder(host=SEEDER, **LOUD) as seeder:
            handle = seeder.share(torrent, content, upload_limit=2 * PIECE)
            infohash = await hider.add(torrent, 1)
            await hider.until(infohash, lambda row: row.hold is Hold.NONE)
            hider.meet(infohash, seeder)
            await until(lambda: bool(handle.get_peer_info()), patience=60)
            [used] = {info.ip[0] for info in handle.get_peer_info()}

            await onion.kill(used)
            await hider.ears.until(lambda: bool(hider.ears.heard(CircuitLost)), patience=90)
            done = hider.row(infohash).transfer.done
            handle.set_upload_limit(0)
            await hider.ears.until(lambda: hider.row(infohash).complete, patience=90)
            row = hider.row(infohash)

            assert row.transfer.done > done
            assert visitors(seeder) <= {used} | onion.exits


async def test_circuits_are_wanted_only_as_long_as_somebody_uses_them(tmp_path: Path) -> None:
    torrent = make_torrent(make_content(tmp_path / "source", {"file.bin": 10}) / "file.bin")
    async with Onion(relays=1, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=2)) as hider:
        assert hider.tunnels.overlay is not None
        needed = hider.tunnels.overlay.community.circuits_needed
        infohash = await hider.add(torrent, 1)
        await hider.until(infohash, lambda _: needed[1] == 2)

        await hider.downloads.remove(infohash, with_data=False)

        await until(lambda: needed[1] == 0)
