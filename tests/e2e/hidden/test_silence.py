"""A download that hides, on a daemon that cannot hide it: held, and not one packet of it leaves in the open."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.hidden import island
from tests.swarm import magnet_of, make_content, make_torrent, until

OPTIONS = {
    "api.http_enabled": "false",
    "libtorrent.listen_interface": island.ADDRESS,
    "fetching.allow_private": "true",
    "libtorrent.active_downloads": "-1",
    "libtorrent.announce_to_all_tiers": "true",
    "libtorrent.announce_to_all_trackers": "true",
}
"""The API is on a socket in the file system, so that every packet is one of the swarm's; no address is forbidden, and
every tracker is asked."""
TRACKERS = (("tcp", "1:80"), ("udp", "2:6969"))
"""Where the trackers of a lure are, that have no name."""


class Lure:
    """A torrent with every kind of address that a client could be led to; `network` has the first three numbers."""

    def __init__(self, folder: Path, name: str, network: str) -> None:
        self.name = name
        self.url = f"http://{network}.9/some.torrent"
        self.network = network
        trackers = [
            f"http://{network}.1/announce",
            f"udp://{network}.2:6969/announce",
            f"http://{name}.example/announce",
        ]
        content = make_content(folder, {name: 100_000})
        self.torrent = make_torrent(content / name, trackers=trackers, web_seeds=[f"http://{network}.5/"])
        self.magnet = magnet_of(self.torrent, peers=[(f"{network}.4", 6881)])


class Witness:
    """What left, as it was written down."""

    def __init__(self, report: Path) -> None:
        self._report = report

    @property
    def lines(self) -> list[str]:
        return self._report.read_text().splitlines() if self._report.exists() else []

    def saw(self, torrent: Lure, link: Lure) -> bool:
        """Everything that a download in the open tries, so that who is blind would notice: both kinds of trackers,
        the name of one, the web seed of a torrent, the peer of a magnet."""
        tracked = {f"{kind} {lure.network}.{place}" for lure in (torrent, link) for kind, place in TRACKERS}
        expected = {*tracked, f"tcp {torrent.network}.5:80", f"tcp {link.network}.4:6881"}
        asked = [line for line in self.lines if " " in line.partition(" ")[2]]
        names = all(any(lure.name.encode().hex() in line for line in asked) for lure in (torrent, link))
        return names and expected <= set(self.lines)

    def anything_of(self, lure: Lure) -> list[str]:
        """The packets that betray it."""
        return [line for line in self.lines if lure.network in line or lure.name.encode().hex() in line]

    def forget(self) -> None:
        self._report.write_text("")


@pytest.fixture
def through(tmp_path: Path) -> list[str]:
    """What puts a command on an island, and reports to `packets`."""
    command = [sys.executable, island.__file__, str(tmp_path / "packets")]
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let us make a network of our own")
    return command


@pytest.fixture
async def islander(tmp_path: Path, through: list[str]) -> AsyncIterator[Api]:
    """A daemon on an island."""
    socket_folder = Path(tempfile.mkdtemp(prefix="triblerd-"))  # the path of a socket has to be short
    options = {**OPTIONS, "api.unix_socket": str(socket_folder / "api")}
    try:
        async with DaemonProcess(tmp_path, options, through=through) as daemon:
            yield Api(daemon)
    finally:
        shutil.rmtree(socket_folder)


@pytest.mark.slow
async def test_not_one_packet_of_a_hidden_download_leaves(islander: Api, tmp_path: Path) -> None:
    witness = Witness(tmp_path / "packets")
    content = tmp_path / "content"
    hidden = [Lure(content, "hidden-one", "192.0.2"), Lure(content, "hidden-two", "198.18.0")]
    plain = [Lure(content, "plain-one", "203.0.113"), Lure(content, "plain-two", "198.18.1")]
    sources = (hidden[0].torrent, hidden[1].magnet)
    names = [await islander.add(source, anon_hops=1, safe_seeding=True) for source in sources]
    await tempt(islander, names, hidden)
    for source in (plain[0].torrent, plain[1].magnet):
        await islander.add(source, anon_hops=0)
    fetching = asyncio.ensure_future(islander.put("/api/downloads", {"uri": plain[0].url, "anon_hops": 0}))
    await until(lambda: witness.saw(*plain) and f"tcp {plain[0].network}.9:80" in witness.lines)
    fetching.cancel()
    await assert_silent(islander, names, witness, hidden)

    assert await islander.daemon.stop() == 0
    witness.forget()
    await islander.daemon.start()
    await islander.until_ready()
    await tempt(islander, names, hidden)
    await until(lambda: witness.saw(*plain))
    await assert_silent(islander, names, witness, hidden)


async def tempt(api: Api, names: list[str], lures: list[Lure]) -> None:
    """All that a client could say to make them speak."""
    for infohash, lure in zip(names, lures, strict=True):
        path = f"/api/downloads/{infohash}"
        await say(api, "PATCH", path, {"state": "resume"})
        await say(api, "PATCH", path, {"state": "recheck"})
        await say(api, "PATCH", path, {"auto_managed": False})
        await say(api, "PUT", f"{path}/trackers", {"url": f"http://{lure.network}.7/announce"})
        await say(api, "PUT", f"{path}/tracker_force_announce", {"url": f"http://{lure.network}.1/announce"})
        await say(api, "PUT", "/api/downloads", {"uri": lure.url, "anon_hops": 1, "safe_seeding": True})
        await say(api, "POST", "/api/torrentinfo/uri", {"uri": lure.magnet, "hops": 1})
        await say(api, "POST", "/api/torrentinfo/uri", {"uri": lure.url, "hops": 1})
        await say(api, "GET", f"{path}/stream/0", {})


async def say(api: Api, method: str, path: str, body: dict[str, Any]) -> None:
    """Whether it is accepted is not the point here, but it must be answered, and not by a bug."""
    async with api.daemon.client.request(method, path, json=body) as answer:
        told = await answer.read()
    assert b'"handled":false' not in told, (method, path, body, told)


async def assert_silent(api: Api, names: list[str], witness: Witness, lures: list[Lure]) -> None:
    for infohash, lure in zip(names, lures, strict=True):
        assert witness.anything_of(lure) == []
        row = await api.row(infohash)
        assert (row["hops"], row["anon_download"], row["status"], row["error"]) == (1, True, "LOADING", "")
        async with api.daemon.client.get(f"/downloads/{infohash}") as answer:
            assert (await answer.json())["status"] == "DLSTATUS_CIRCUITS"
