"""The official SDKs judge us, unmodified: each does the whole tour on a real swarm."""

import asyncio
import base64
import json
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.daemon_process import ROOT
from tests.e2e.offers import Swarm
from tests.e2e.torbox.box import opened

HERE = Path(__file__).parent
CLIENTS = ROOT / "build" / "clients"
PATIENCE = 150.0
"""Seconds."""
KIB = 1024
pytestmark = pytest.mark.timeout(300)  # a start takes long where much else runs


def command_of(client: str) -> tuple[Sequence[str], Path]:
    """How to start the tour, and where."""
    if client == "javascript":
        folder = CLIENTS / "node"
        if shutil.which("node") is None or not (folder / "node_modules" / "@torbox").exists():
            pytest.skip("the JavaScript SDK is not there: make clients")
        return ["node", str(HERE / "tour.js")], folder
    python = CLIENTS / f"torbox-{client}" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"version {client} of the SDK is not there: make clients")
    return [str(python), str(HERE / "tour.py")], HERE


@pytest.mark.parametrize(
    ("client", "slash", "version"), [("1.0.4", "/", "v1"), ("1.0.6", "", "1"), ("javascript", "/", "v1")]
)
async def test_an_official_client_does_the_whole_tour(tmp_path: Path, client: str, slash: str, version: str) -> None:
    command, folder = command_of(client)
    with Swarm(tmp_path / "source") as swarm:
        by_magnet = swarm.offer("film", {"film.mkv": 700 * KIB, "film.srt": 3000})
        by_file = swarm.offer("song", {"song.flac": 300 * KIB}, trackers=[swarm.tracker.announce_url])
        magnet = swarm.magnet(by_magnet)
        async with opened(tmp_path) as box:
            told = {
                "url": box.daemon.url + slash,
                "version": version,
                "key": box.key,
                "magnet": magnet,
                "torrent": base64.b64encode(by_file.torrent).decode(),
                "hashes": [by_magnet.infohash, by_file.infohash],
            }
            done = await _run(command, folder, told)
        contents = [(tmp_path / "source" / name).read_bytes() for name in ("film/film.mkv", "song/song.flac")]

    first, second = (done["listed"][str(number)] for number in done["numbers"])
    assert done["created"] == [True, True, True]
    assert done["same"]
    assert (first["name"], first["progress"]) == ("renamed", 1.0)
    assert first["files"] == [["film/film.mkv", 700 * KIB], ["film/film.srt", 3000]]
    assert second["files"] == [["song/song.flac", 300 * KIB]]
    assert done["cached"]
    assert done["magnet"] == magnet
    assert done["info"] == ["film", 700 * KIB + 3000]
    assert [base64.b64decode(text) for text in done["bytes"]] == contents
    assert (done["user"], done["up"], done["stats"], done["left"]) == ("ada@localhost", True, True, 0)
    assert done["refused"] == [403, "BAD_TOKEN"]


async def _run(command: Sequence[str], folder: Path, told: dict[str, Any]) -> Any:
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(PATIENCE):
        out, errors = await process.communicate(json.dumps(told).encode())
    sys.stderr.write(errors.decode()[-4000:])
    assert process.returncode == 0, errors.decode()[-4000:]
    return json.loads(out.decode().splitlines()[-1])  # one of them prints what it sends
