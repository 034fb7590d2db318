"""Torrents made by the daemon, and fetched from it by strangers."""

import base64
from pathlib import Path

import pytest

from tests.e2e.api import Api
from tests.e2e.offers import Offer, a_stranger
from tests.swarm import make_content, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
async def test_a_made_torrent_is_seeded_and_a_stranger_gets_its_bytes(api: Api, tmp_path: Path, version: str) -> None:
    content = make_content(tmp_path / "mine", {"a.bin": 500_000, "sub/b.bin": 70_000, "empty": 0})
    recipe = {"files": [str(content)], "name": f"made {version}", "torrent_version": version, "description": "by us"}
    made = await api.post("/api/createtorrent", {**recipe, "export_dir": str(tmp_path / "exported")})
    torrent = base64.b64decode(made["torrent"])
    assert Offer(torrent, tmp_path).infohash == made["infohash"]
    assert (tmp_path / "exported" / f"made {version}.torrent").read_bytes() == torrent
    await api.until(made["infohash"], lambda row: row["status"] == "SEEDING")
    port = (await api.get("/api/settings", include="ports"))["ports"]["libtorrent"]
    with a_stranger() as stranger:
        got = stranger.fetch(torrent, tmp_path / "stranger", ("127.0.0.1", port))
        await until(lambda: got.status().is_seeding)
    folder = tmp_path / "stranger" / f"made {version}"
    assert {path: (folder / path).read_bytes() for path in ("a.bin", "sub/b.bin")} == {
        path: (content / path).read_bytes() for path in ("a.bin", "sub/b.bin")
    }


async def test_the_documented_call_makes_a_torrent_and_leaves_seeding_to_the_flag(api: Api, tmp_path: Path) -> None:
    content = make_content(tmp_path / "quiet", {"a.bin": 50_000})
    body = {"files": [str(content / "a.bin")], "export_dir": str(tmp_path)}
    made = await api.post("/createtorrent", body)
    assert made["infohash"] not in await api.rows()
