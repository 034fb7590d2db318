"""Every dialect on one port: a client of each sees the same download, and whoever owns a path words its errors."""

import asyncio
import base64
import json
import re
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest
import qbittorrentapi

from tests.clients.sockets import SocketClient
from tests.e2e.daemon_process import ROOT, DaemonProcess
from tests.e2e.offers import Offer, Swarm
from tests.engine.workspaces.office import free_ports

SDK = ROOT / "build" / "clients" / "torbox-1.0.6" / "bin" / "python"
OPTIONS = {
    "qbittorrent.enabled": "true",
    "torbox.enabled": "true",
    "resttorrent.enabled": "true",
    "resttorrent.expose_main_session": "true",
    "libtorrent.utp": "false",
    "libtorrent.download_defaults.auto_managed": "false",
}
TITLES = {"tribler": "Tribler", "qbittorrent": "qBittorrent", "torbox": "TorBox", "resttorrent": "RestTorrent"}
LIST_BY_SDK = """
import json, sys
from torbox_api import TorboxApi
url, key = sys.argv[1:]
listed = TorboxApi(access_token=key, base_url=url).torrents.get_torrent_list("v1", bypass_cache="true").data
print(json.dumps([[item.hash, item.name, item.progress] for item in listed]))
"""


class Secrets:
    """What the first start tells once."""

    def __init__(self) -> None:
        self.password = ""
        self.key = ""

    async def hear(self, daemon: DaemonProcess) -> None:
        assert daemon._process is not None
        assert daemon._process.stdout is not None
        async with asyncio.timeout(60):
            while not (self.password and self.key):
                line = (await daemon._process.stdout.readline()).decode()
                if found := re.search(r"user admin, password (\S+)", line):
                    self.password = found[1]
                if found := re.search(r"account owner, key ([0-9a-f]{64})", line):
                    self.key = found[1]


async def by_tribler(daemon: DaemonProcess) -> list[Any]:
    async with daemon.client.get("/api/downloads") as answer:
        return [[each["infohash"], each["name"], each["progress"]] for each in (await answer.json())["downloads"]]


async def by_qbittorrent(daemon: DaemonProcess, password: str) -> list[Any]:
    def ask() -> list[Any]:
        client = qbittorrentapi.Client(host=daemon.url, username="admin", password=password)
        return [[each.hash, each.name, each.progress] for each in client.torrents_info()]

    return await asyncio.to_thread(ask)


async def by_torbox(daemon: DaemonProcess, key: str) -> list[Any]:
    process = await asyncio.create_subprocess_exec(SDK, "-c", LIST_BY_SDK, daemon.url, key, stdout=PIPE)
    out, _ = await process.communicate()
    listed: list[Any] = json.loads(out.decode().splitlines()[-1])
    return listed


async def by_resttorrent(daemon: DaemonProcess) -> list[Any]:
    async with SocketClient("python5", daemon.url) as client:
        said = await client.ask("get_torrent_list", session_id="main")
    return [[each["infohash"], each["name"], each["progress"]] for each in said["torrents"]]


async def add(daemon: DaemonProcess, swarm: Swarm, offer: Offer) -> None:
    """By one face; returns when it is complete for that face."""
    async with daemon.client.put("/api/downloads", json={"uri": swarm.magnet(offer)}) as answer:
        assert answer.status == 200, await answer.text()
    async with asyncio.timeout(60):
        while [row[-1] for row in await by_tribler(daemon)] != [1.0]:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.1)


async def test_clients_of_every_dialect_see_the_same_download_on_one_port(tmp_path: Path) -> None:
    if not SDK.exists():
        pytest.skip("the SDK of TorBox is not there: make clients")
    secrets = Secrets()
    with Swarm(tmp_path / "source") as swarm:
        offer = swarm.offer("film", {"film.mkv": 100_000})
        async with DaemonProcess(tmp_path, OPTIONS) as daemon:
            await secrets.hear(daemon)
            await add(daemon, swarm, offer)

            seen = await asyncio.gather(
                by_tribler(daemon),
                by_qbittorrent(daemon, secrets.password),
                by_torbox(daemon, secrets.key),
                by_resttorrent(daemon),
            )

            assert [*seen] == [[[str(offer.infohash), "film", 1.0]]] * 4
            await _main_session(daemon, offer)
            await _documents(daemon)
            await _borders(daemon)
            assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


async def test_each_can_have_a_port_of_its_own_on_which_there_is_nothing_else(tmp_path: Path) -> None:
    box, rest = free_ports(2)
    own = {"torbox.port": str(box), "resttorrent.port": str(rest)}
    async with DaemonProcess(tmp_path, OPTIONS | own) as daemon:
        said = {
            (box, "/"): (200, {"success", "error", "detail", "data"}),
            (box, "/v1/api/stats"): (200, {"success", "error", "detail", "data"}),
            (box, "/dl/nonsense/x"): (403, {"success", "error", "detail", "data"}),
            (box, "/v1/sessions"): (404, {"success", "error", "detail", "data"}),
            (box, "/api/downloads"): (404, {"success", "error", "detail", "data"}),
            (rest, "/v1/sessions"): (200, {"status", "sessions"}),
            (rest, "/v1/api/stats"): (404, {"status", "message", "error"}),
            (rest, "/api/downloads"): (404, {"status", "message", "error"}),
            (rest, "/"): (404, {"status", "message", "error"}),
        }
        for (port, path), expected in said.items():
            async with daemon.client.get(f"http://127.0.0.1:{port}{path}") as answer:
                assert (port, path, (answer.status, set(await answer.json()))) == (port, path, expected)
        async with SocketClient("python5", f"http://127.0.0.1:{rest}") as client:
            assert [session["id"] for session in (await client.ask("get_session_list"))["sessions"]] == ["main"]
            refused = await client.ask("create_session", port_range=box)
            assert refused["error"]["code"] == "session.bind.failed"
        async with daemon.client.get("/v1/api/stats") as answer:
            assert answer.status == 200


async def _main_session(daemon: DaemonProcess, offer: Offer) -> None:
    """The daemon's own downloads are a session, too, which cannot be thrown away; no two write to the same files."""

    async def ask(verb: str, path: str, **sent: Any) -> Any:
        async with daemon.client.request(verb, f"/v1/sessions{path}", **sent) as answer:
            return await answer.json()

    assert [session["id"] for session in (await ask("GET", ""))["sessions"]] == ["main"]
    assert (await ask("DELETE", "/main"))["error"]["code"] == "session.protected"
    own = f"/main/torrents/{offer.infohash}"
    assert (await ask("PUT", own, json={"pause": 1}))["paused"] == 1
    assert (await ask("PUT", own, json={"pause": 0}))["paused"] == 0
    session = (await ask("POST", "", json={"port_range": 0}))["session"]
    torrents = f"/{session['id']}/torrents"
    torrent = {"file": base64.b64encode(offer.torrent).decode()}
    refused = await ask("POST", torrents, json={**torrent, "save_path": "."})
    assert refused["error"]["code"] == "torrent.path.inuse"
    assert (await ask("POST", torrents, json={**torrent, "save_path": "elsewhere"}))["status"] == "success"
    ports = await ask("POST", "", json={"port_range": int(daemon.url.rpartition(":")[2])})
    assert ports["error"]["code"] == "session.bind.failed"
    await ask("DELETE", f"/{session['id']}")


async def _documents(daemon: DaemonProcess) -> None:
    """The page names a document of each dialect, and each is there."""
    async with daemon.client.get("/docs") as answer:
        assert answer.status == 200
    async with daemon.client.get("/docs/start.js") as answer:
        script = await answer.text()
    for name, title in TITLES.items():
        assert title in script
        async with daemon.client.get(f"/docs/openapi/{name}.json") as answer:
            document = await answer.json()
            assert (answer.status, document["info"]["title"].startswith(title)) == (200, True)


BORDERS = [
    ("/v1/sessions/none/x/y", 404, {"status", "message", "error"}),
    ("/v1/sessions/api", 200, {"status", "message", "error"}),
    ("/v1/api/nonsense", 404, {"success", "error", "detail", "data"}),
    ("/v7/api/torrents/nonsense", 404, {"success", "error", "detail", "data"}),
    ("//v1/api/stats/", 200, {"success", "error", "detail", "data"}),
    ("/dl/nonsense/x", 403, {"success", "error", "detail", "data"}),
    ("/api/nonsense", 404, {"error"}),
    ("/", 200, {"success", "error", "detail", "data"}),
]
"""Path, status, keys of the body. Source: RestTorrent's specification, section 11."""


async def _borders(daemon: DaemonProcess) -> None:
    for path, status, keys in BORDERS:
        async with daemon.client.get(daemon.url + path) as answer:
            assert (path, answer.status, set(await answer.json())) == (path, status, keys)
    async with daemon.client.get("/api/v2/nonsense/x") as answer:
        assert (answer.status, answer.content_type) == (403, "text/plain")  # who has not logged in learns nothing
    async with daemon.client.get("/socket.io/1/") as answer:
        assert answer.status == 400
    async with daemon.client.get("/", headers={"Accept": "text/html"}, allow_redirects=False) as answer:
        assert answer.status in (200, 302)
    async with daemon.client.post("/v1/api/stats") as answer:
        assert (answer.status, (await answer.json())["error"]) == (405, "ENDPOINT_NOT_FOUND")
    async with daemon.client.patch("/v1/sessions") as answer:
        assert (answer.status, "GET" in answer.headers["Allow"]) == (405, True)
