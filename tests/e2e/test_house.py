"""The whole house in one process: it downloads, follows its settings, remembers, and says good-bye."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.daemon_process import DaemonProcess
from tests.swarm import Seeder, magnet_of, make_content, make_torrent

PATIENCE = 60


async def asked(daemon: DaemonProcess, path: str) -> Any:
    """The JSON behind a path."""
    async with daemon.client.get(path) as answer:
        return await answer.json()


async def until_ready(daemon: DaemonProcess) -> None:
    async with asyncio.timeout(PATIENCE):
        while not (await asked(daemon, "/health/ready"))["ready"]:
            pass


async def until_complete(daemon: DaemonProcess, count: int = 1) -> list[dict[str, Any]]:
    """The downloads, once so many are complete."""
    async with asyncio.timeout(PATIENCE):
        while True:
            downloads = (await asked(daemon, "/api/downloads"))["downloads"]
            if sum(download["progress"] == 1 for download in downloads) == count:
                return list(downloads)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_a_magnet_is_downloaded_and_remembered(tmp_path: Path, end: signal.Signals) -> None:
    content = make_content(tmp_path / "seeded", {"film/scene.bin": 500_000, "film/notes.txt": 100})
    torrent = make_torrent(content / "film")
    with Seeder() as seeder:
        seeder.share(torrent, content)
        async with DaemonProcess(tmp_path) as daemon:
            form = {"uri": magnet_of(torrent, peers=[seeder.address])}
            async with daemon.client.put("/downloads", data=form) as answer:
                assert (await answer.json())["started"] is True
            (before,) = await until_complete(daemon)
            assert (daemon.downloads / "film/scene.bin").read_bytes() == (content / "film/scene.bin").read_bytes()
            assert await daemon.stop(end) == (0 if end is signal.SIGTERM else -end)
            await daemon.start()
            await until_ready(daemon)
            (after,) = await until_complete(daemon)
            assert (after["infohash"], after["name"]) == (before["infohash"], "film")
            assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


async def test_settings_take_effect_at_once_and_stay(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, {"libtorrent.max_upload_rate": "1000"}) as daemon:
        settings = {"libtorrent": {"max_download_rate": 54321}, "api": {"http_port": 1, "debug": True}}
        async with daemon.client.post("/api/settings", json=settings) as answer:
            assert await answer.json() == {"modified": True, "restart_required": ["api.http_port"]}
        engine = (await asked(daemon, "/api/libtorrent/settings"))["settings"]
        assert (engine["download_rate_limit"], engine["upload_rate_limit"]) == (54321, 1000)
        async with daemon.client.post("/api/settings", json={"api": {"http_port": 0}}) as answer:
            assert (await answer.json())["restart_required"] == []
        assert await daemon.stop() == 0
        await daemon.start()
        stored = (await asked(daemon, "/api/settings"))["settings"]
        assert stored["libtorrent"]["max_download_rate"] == 54321
        assert await daemon.stop() == 0


async def test_another_key_opens_at_once_and_the_old_one_no_more(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        async with daemon.client.post("/api/settings", json={"api": {"key": "another key of 24 letters"}}) as answer:
            assert answer.status == 200
        async with daemon.client.get("/api/downloads") as answer:
            assert answer.status == 401
        async with daemon.client.get("/api/downloads", headers={"X-Api-Key": "another key of 24 letters"}) as answer:
            assert answer.status == 200
        assert daemon.key == "another key of 24 letters"
        assert await daemon.stop() == 0
    assert "another key of 24 letters" not in daemon.log


async def test_a_stop_over_the_api_is_answered_told_and_done(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon, daemon.client.get("/api/events") as events:
        assert b"events_start" in await events.content.readuntil(b"\n\n")
        async with daemon.client.put("/api/shutdown") as answer:
            assert await answer.json() == {"shutdown": True}
        assert b"tribler_shutdown_state" in await events.content.read()
        assert await daemon.ended() == 0


async def test_a_restart_over_the_api_is_left_to_the_supervisor(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        async with daemon.client.put("/shutdown", data={"restart": "1"}) as answer:
            assert answer.status == 200
        assert await daemon.ended() == 100


async def test_an_ip_filter_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    daemon = DaemonProcess(tmp_path, {"libtorrent.ip_filter_file": str(tmp_path / "missing.p2p")})
    code, said = await daemon.refused()
    assert code == 2
    assert said.splitlines()[-1].startswith("triblerd: libtorrent.ip_filter_file: cannot be read: ")
    assert "Traceback" not in said


async def test_ports_are_told_as_they_are(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        ports = (await asked(daemon, "/api/settings?include=ports"))["ports"]
        assert ports["api"] == int(daemon.url.rpartition(":")[2])
        assert ports["libtorrent"] > 0
        assert await daemon.stop() == 0
