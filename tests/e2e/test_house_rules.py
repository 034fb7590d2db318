"""Rules of the house in a whole daemon: folders, names, programs, limits of speed."""

import asyncio
import json
import sys
from pathlib import Path

from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.swarm import Seeder, magnet_of, make_content, make_torrent

TELLS = (
    "import json, os, sys; told, name, content = sys.argv[1:]; "
    "there = sorted(os.listdir(content)); "
    "open(told + '.part', 'w').write(json.dumps([name, content, there])); os.rename(told + '.part', told)"
)


async def appears(path: Path) -> None:
    """Wait for a file."""
    async with asyncio.timeout(60):
        while not path.exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.05)


async def test_a_program_finds_whole_content_where_it_stays(tmp_path: Path) -> None:
    make_content(tmp_path / "source" / "film", {"a.mkv": 400_000, "b.srt": 1000})
    torrent = make_torrent(tmp_path / "source" / "film")
    program, told = tmp_path / "program.py", tmp_path / "told"
    program.write_text(TELLS)
    options: dict[str, str | list[str]] = {
        "downloads.incomplete_enabled": "true",
        "downloads.incomplete_suffix": "true",
        "downloads.preallocate": "true",
        "autorun.allowed": "true",
        "autorun.on_finished_enabled": "true",
        "autorun.on_finished": f"{sys.executable} {program} {told} %N %F",
    }
    async with DaemonProcess(tmp_path, options) as daemon:
        with Seeder() as seeder:
            seeder.share(torrent, tmp_path / "source")
            uri = magnet_of(torrent, peers=[seeder.address])
            await Api(daemon).add(uri)
            await appears(told)
        content = daemon.downloads / "film"
        assert json.loads(told.read_text()) == ["film", str(content), ["a.mkv", "b.srt"]]
        assert (content / "a.mkv").read_bytes() == (tmp_path / "source" / "film" / "a.mkv").read_bytes()
        assert not list((daemon.downloads / "temp").rglob("*.mkv*"))
        assert await daemon.stop() == 0


async def test_limits_of_speed_and_bans_take_effect_while_it_runs(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, {"libtorrent.max_download_rate": "5000"}) as daemon:
        api = Api(daemon)
        await api.post("/api/settings", {"speed": {"alternative_download_rate": 777, "schedule": True}})
        hours = {"schedule_from_hour": 0, "schedule_to_hour": 23, "schedule_to_minute": 59}
        await api.post("/api/settings", {"speed": hours, "libtorrent": {"banned_peers": ["10.0.0.0/8"]}})
        async with asyncio.timeout(60):
            while (await api.get("/api/libtorrent/settings"))["settings"]["download_rate_limit"] != 777:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        assert await daemon.stop() == 0


async def test_programs_cannot_be_allowed_over_the_network(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        async with daemon.client.post("/api/settings", json={"autorun": {"allowed": True}}) as answer:
            assert answer.status == 400
        assert await daemon.stop() == 0
