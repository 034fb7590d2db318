"""Not one packet of a hidden download leaves in the open while there is nothing to hide it in."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.daemon_process import DaemonProcess
from tests.swarm import Tracker, infohashes_of, magnet_of, make_content, make_torrent, until

HIDDEN = {"anon_hops": 1, "safe_seeding": True}


class Trap:
    """An address that nobody has a reason to talk to, by TCP and UDP, and that knows when somebody does."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(self.tcp.getsockname())
        self.tcp.setblocking(False)
        self.udp.setblocking(False)

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.tcp.getsockname()
        return host, port

    @property
    def sprung(self) -> bool:
        """Somebody connected, or sent something."""
        try:
            self.tcp.accept()[0].close()
        except BlockingIOError:
            pass
        else:
            return True
        try:
            self.udp.recv(1)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self.tcp.close()
        self.udp.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


def a_torrent(folder: Path, name: str, tracker: Tracker) -> bytes:
    return make_torrent(make_content(folder / name, {"file.bin": 100_000}), trackers=[tracker.announce_url])


async def states(daemon: DaemonProcess) -> dict[str, str]:
    async with daemon.client.get("/api/downloads") as response:
        rows: list[dict[str, Any]] = (await response.json())["downloads"]
    return {row["infohash"]: row["status"] for row in rows}


async def test_hidden_downloads_are_silent_and_plain_ones_beside_them_are_not(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        with Tracker() as silent, Tracker() as loud:
            torrent, magnet = a_torrent(tmp_path, "torrent", silent), a_torrent(tmp_path, "magnet", silent)
            uri = magnet_of(magnet)
            async with daemon.client.put("/api/downloads", data=torrent, params={"anon_hops": 1}) as response:
                assert response.status == 200, await response.text()
            async with daemon.client.put("/api/downloads", json={"uri": uri, **HIDDEN}) as response:
                assert response.status == 200, await response.text()
            await daemon.kill()
            await daemon.start()
            await ask_everything(daemon, infohashes_of(torrent).identity)

            # Time enough has passed when a plain download, added last, was heard.
            plain = make_torrent(make_content(tmp_path / "plain", {"x": 1}), trackers=[loud.announce_url])
            async with daemon.client.put("/api/downloads", data=plain) as response:
                assert response.status == 200, await response.text()
            await until(lambda: bool(loud.announces))

            assert list(silent.announces) == []
            names = {infohashes_of(torrent).identity, infohashes_of(magnet).identity}
            found = await states(daemon)
            assert {found[name] for name in names} == {"LOADING"}
        assert infohashes_of(plain).identity in found


async def ask_everything(daemon: DaemonProcess, infohash: str) -> None:
    """What a client may ask of a download that waits, and what it may ask to be done."""
    for path in ("files", "torrent"):
        async with daemon.client.get(f"/api/downloads/{infohash}/{path}") as response:
            assert response.status == 200, await response.text()
    for state in ("stop", "resume"):
        async with daemon.client.patch(f"/api/downloads/{infohash}", json={"state": state}) as response:
            assert response.status == 200, await response.text()
    announce = f"/api/downloads/{infohash}/tracker_force_announce"
    async with daemon.client.put(announce, json={"url": "http://127.0.0.1/"}) as response:
        assert response.status == 200, await response.text()


async def test_a_magnet_that_names_a_peer_never_reaches_it(tmp_path: Path, trap: Trap) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        with Tracker() as loud:
            hidden = make_torrent(make_content(tmp_path / "hidden", {"x": 5}))
            plain = make_torrent(make_content(tmp_path / "plain", {"y": 6}), trackers=[loud.announce_url])
            uri = magnet_of(hidden, peers=[trap.address])
            async with daemon.client.put("/api/downloads", json={"uri": uri, **HIDDEN}) as response:
                assert response.status == 200, await response.text()
            async with daemon.client.put("/api/downloads", data=plain) as response:
                assert response.status == 200, await response.text()
            await until(lambda: bool(loud.announces))

        assert not trap.sprung


async def test_a_trap_is_sprung_by_a_plain_magnet(tmp_path: Path, trap: Trap) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        uri = magnet_of(make_torrent(make_content(tmp_path / "plain", {"x": 5})), peers=[trap.address])
        async with daemon.client.put("/api/downloads", json={"uri": uri}) as response:
            assert response.status == 200, await response.text()

        await until(lambda: trap.sprung)
