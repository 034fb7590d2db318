"""Torrents and places that mean harm."""

import gzip
import io
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.e2e.daemon_process import DaemonProcess
from tests.swarm import bencode

TORRENT = {"Content-Type": "application/x-bittorrent"}


def a_torrent(info: dict[bytes, Any], outer: dict[bytes, Any] | None = None) -> bytes:
    """A torrent of ten bytes, but for what is given; None takes a key away."""
    whole = {b"name": b"x", b"piece length": 16384, b"pieces": bytes(20), b"length": 10} | info
    return bencode({b"info": {key: value for key, value in whole.items() if value is not None}} | (outer or {}))


async def added(daemon: DaemonProcess, torrent: bytes, query: str = "stopped=1") -> tuple[int, dict[str, Any]]:
    async with daemon.client.put(f"/api/downloads?{query}", data=io.BytesIO(torrent), headers=TORRENT) as answer:
        return answer.status, await answer.json()


async def test_a_name_goes_nowhere_but_into_the_download_folder(tmp_path: Path) -> None:
    names = (
        b"../../../../evil",
        b"/etc/evil",
        b"a\r\nSet-Cookie: x=y",
        b"a\0b",
        b"\xff",
        b"\x1b[2J",
        b"..\\x",
        b"a" * 5000,
    )
    async with DaemonProcess(tmp_path) as daemon:
        for name in names:
            status, body = await added(daemon, a_torrent({b"name": name}), "stopped=0")
            assert status == 200, name
            async with daemon.client.get(f"/api/downloads/{body['infohash']}/files") as answer:
                (file,) = (await answer.json())["files"]
            assert Path(file["name"]).name == file["name"]
            assert file["name"] not in {"..", "."}
            assert file["name"].isprintable()
            assert len(os.fsencode(file["name"])) <= 255
            async with daemon.client.get(f"/api/downloads/{body['infohash']}/torrent") as exported:
                said = exported.headers["Content-Disposition"]
                assert said == f"attachment; filename={body['infohash']}.torrent"
                assert "Set-Cookie" not in exported.headers
        for bad in (b"..", b".", b"", None):
            status, body = await added(daemon, a_torrent({b"name": bad}))
            assert (status, body["error"]["code"]) == (500, "TorrentDecodeError")
        link = {b"length": 0, b"attr": b"l", b"path": [b"b"], b"symlink path": [b"..", b"..", b"state"]}
        files = [{b"length": 1, b"path": [b"a"]}, link]
        assert (await added(daemon, a_torrent({b"length": None, b"files": files}), "stopped=0"))[0] == 200
        assert await daemon.stop() == 0
    for found in daemon.downloads.rglob("*"):
        target = found.readlink() if found.is_symlink() else Path()
        assert not target.is_absolute(), found
        assert ".." not in target.parts, found
    assert "Traceback" not in daemon.log


async def test_a_torrent_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        for torrent in (
            a_torrent({b"length": 100_000}),
            a_torrent({b"length": -5}),
            a_torrent({b"length": 2**62}),
            a_torrent({b"pieces": bytes(21)}),
            a_torrent({b"pieces": b""}),
            a_torrent({b"piece length": 0}),
            a_torrent({b"piece length": 2**40}),
            b"d4:infod6:lengthi" + b"9" * 4000 + b"e4:name1:a12:piece lengthi16384e6:pieces20:" + bytes(20) + b"ee",
            b"d4:info" + b"l" * 2000 + b"e" * 2000 + b"e",
            a_torrent({}, {b"x": b"y"})[:-20],
        ):
            status, body = await added(daemon, torrent)
            assert (status, body["error"]["code"], body["error"]["handled"]) == (500, "TorrentDecodeError", True)
        async with daemon.client.get("/api/downloads") as answer:
            assert (await answer.json())["downloads"] == []
        assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


async def test_a_torrent_of_very_many_files_or_trackers_stops_nobody(tmp_path: Path) -> None:
    files = [{b"length": 1, b"path": [b"%d" % number]} for number in range(50_000)]
    many = a_torrent({b"length": None, b"piece length": 2**20, b"files": files})
    trackers = [[b"http://127.0.0.1:1/%d" % number] for number in range(50_000)]
    async with DaemonProcess(tmp_path) as daemon:
        assert (await added(daemon, many))[0] == 200
        assert (await added(daemon, a_torrent({}, {b"announce-list": trackers})))[0] == 200
        magnet = "magnet:?xt=urn:btih:" + "a" * 40 + "".join(f"&tr=http://a/{number}" for number in range(10_000))
        async with daemon.client.put("/api/downloads", json={"uri": magnet, "stopped": True}) as answer:
            assert answer.status == 200
        async with daemon.client.get("/downloads") as listed:
            assert len((await listed.json())["downloads"]) == 3
        assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


async def test_confined_clients_stay_where_they_are(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.torrent").write_bytes(a_torrent({}))
    async with DaemonProcess(tmp_path, {"paths.policy": "confined"}) as daemon:
        daemon.downloads.mkdir(exist_ok=True)
        (daemon.downloads / "link").symlink_to(secret)
        escapes = (str(secret), "../secret", "link", f"{daemon.downloads}/../secret", f"file/../../{secret.name}")
        for path in escapes:
            for method, place, body, status in (
                ("GET", "files/browse", None, 404),
                ("GET", "files/list", None, 403),
                ("POST", "files/create", {"path": f"{path}/made"}, 403),
                ("PUT", "downloads", {"uri": "a" * 40, "destination": path}, 403),
                ("PUT", "downloads", {"uri": "a" * 40, "completed_dir": path}, 403),
                ("PUT", "statistics/dirspace", {"directory": path}, 403),
                ("POST", "createtorrent", {"files": [f"{path}/x.torrent"]}, 403),
                ("POST", "createtorrent/dryrun", {"name": "x", "export_dir": path}, 403),
                ("POST", "settings", {"libtorrent": {"download_defaults": {"saveas": str(secret)}}}, 403),
                ("POST", "settings", {"paths": {"policy": "open"}}, 403),
                ("PUT", "downloads", {"uri": f"file://{secret}/x.torrent"}, 403),
            ):
                query = {"path": path} if body is None else None
                async with daemon.client.request(method, f"/api/{place}", params=query, json=body) as answer:
                    assert answer.status == status, (path, place, body, await answer.text())
        assert sorted(secret.iterdir()) == [secret / "x.torrent"]
        assert await daemon.stop() == 0


@pytest.fixture
async def trap(unused_tcp_port: int) -> AsyncIterator[str]:
    """A web server that sends clients where they should not go."""

    async def bomb(_: web.Request) -> web.Response:
        packed = gzip.compress(gzip.compress(bytes(200_000_000)))
        return web.Response(body=gzip.decompress(packed), headers={"Content-Encoding": "gzip"})

    async def away(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.query["to"])

    app = web.Application()
    app.add_routes([web.get("/bomb", bomb), web.get("/away", away)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield f"http://127.0.0.1:{unused_tcp_port}"
    await runner.cleanup()


async def test_a_url_cannot_lead_astray(tmp_path: Path, trap: str) -> None:
    options = {"fetching.allow_private": "true", "fetching.max_size": "100000", "fetching.max_redirects": "3"}
    async with DaemonProcess(tmp_path, options) as daemon:
        for uri in (
            f"{trap}/bomb",
            f"{trap}/away?to=file:///etc/passwd",
            f"{trap}/away?to=ftp://127.0.0.1/x",
            f"{trap}/away?to={trap}/away?to=/away",
            "http://127.0.0.1:1/\r\nX: y",
        ):
            async with daemon.client.put("/api/downloads", json={"uri": uri}) as answer:
                facts = json.loads(await answer.read())["error"]
                assert (facts["code"], facts["handled"]) in {("FetchError", True), ("InvalidParameter", True)}, uri
                assert "root:" not in facts["message"]
        assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


async def test_a_url_of_this_machine_is_refused_in_every_spelling(tmp_path: Path, trap: str) -> None:
    port = trap.rpartition(":")[2]
    async with DaemonProcess(tmp_path) as daemon:
        for host in (
            "127.0.0.1",
            "localhost",
            "2130706433",
            "0x7f.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
            "127.1",
        ):
            async with daemon.client.put("/api/downloads", json={"uri": f"http://{host}:{port}/bomb"}) as answer:
                facts = json.loads(await answer.read())["error"]
                assert (answer.status, facts["code"]) == (500, "FetchError"), host
                assert "127." not in facts["message"].replace(host, "")
        assert await daemon.stop() == 0
