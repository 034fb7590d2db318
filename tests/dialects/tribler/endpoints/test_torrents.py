"""Torrents that are not downloads: what is in them, and how they are made."""

import asyncio
import base64
import json

import pytest

from tests.builders import a_metainfo
from tests.dialects.tribler.house import House
from tribler_core.domain.ports import Fetched

METAINFO = a_metainfo(files={"a.bin": 1000, "b.bin": 2000})
MAGNET = f"magnet:?xt=urn:btih:{METAINFO.infohash}"
URL = "https://site.example/1.torrent"
FILES = [{"index": 0, "name": "a.bin", "size": 1000}, {"index": 1, "name": "b.bin", "size": 2000}]
FACES = ["", "/api"]
LEGACY = "/torrentinfo"


@pytest.mark.parametrize("face", FACES)
async def test_a_uri_is_described(house: House, face: str) -> None:
    house.fetcher.answers[URL] = Fetched(METAINFO.data)
    document = await house.ask("POST", f"{face}/torrentinfo/uri", json={"uri": URL, "hops": "0"})

    assert document == {
        "infohash": METAINFO.infohash,
        "name": METAINFO.name,
        "description": "",
        "files": FILES,
        "download_exists": False,
        "valid_certificate": True,
    }


@pytest.mark.parametrize(("face", "path"), [("", "file"), ("/api", "file"), ("/api", "")])
async def test_a_torrent_that_is_sent_is_described(house: House, face: str, path: str) -> None:
    document = await house.ask("PUT", f"{face}/torrentinfo/{path}".rstrip("/"), data=METAINFO.data)

    assert (document["infohash"], document["files"]) == (METAINFO.infohash, FILES)


@pytest.mark.parametrize(("face", "generation"), [("", "7"), ("/api", "8.1")])
async def test_older_clients_ask_in_the_query(house: House, face: str, generation: str) -> None:
    house.fetcher.answers[URL] = Fetched(METAINFO.data)
    document = await house.ask("GET", f"{face}/torrentinfo", params={"uri": URL, "hops": "0"})

    assert document["files"] == FILES
    assert ("metainfo" in document) == (generation == "7")


async def test_the_oldest_clients_read_hex(house: House) -> None:
    house.fetcher.answers[URL] = Fetched(METAINFO.data)
    document = await house.ask("GET", "/torrentinfo", params={"uri": URL})
    torrent = json.loads(bytes.fromhex(document["metainfo"]))

    assert torrent["info"]["files"] == [{"path": ["a.bin"], "length": 1000}, {"path": ["b.bin"], "length": 2000}]


async def test_hex_is_given_to_who_asks(house: House) -> None:
    house.fetcher.answers[URL] = Fetched(METAINFO.data)

    assert "metainfo" in await house.ask("POST", "/api/torrentinfo/uri", json={"uri": URL, "metainfo": 1})


async def test_a_magnet_is_looked_up(house: House) -> None:
    house.engine.swarm[METAINFO.infohash] = METAINFO.data

    assert (await house.ask("POST", "/api/torrentinfo/uri", json={"uri": MAGNET}))["files"] == FILES


async def test_a_skipped_magnet_is_not_looked_up(house: House) -> None:
    document = await house.ask("POST", "/api/torrentinfo/uri", json={"uri": MAGNET, "skipmagnet": True})

    assert document == {"metainfo": "", "download_exists": False, "valid_certificate": True}
    assert house.engine.lookups == []


async def test_it_is_told_whether_the_download_exists(house: House) -> None:
    await house.has(METAINFO.data)

    assert (await house.ask("PUT", "/api/torrentinfo/file", data=METAINFO.data))["download_exists"] is True


async def test_a_look_up_that_takes_too_long_is_a_metainfo_error(house: House) -> None:
    legacy = await house.ask("GET", "/torrentinfo", params={"uri": MAGNET}, expect=500)
    current = await house.ask("POST", "/api/torrentinfo/uri", json={"uri": MAGNET}, expect=500)

    assert legacy == {"error": "metainfo error"}
    assert current["error"] == {"handled": True, "code": "MetainfoTimeout", "message": "metainfo error"}


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "uri parameter missing"),
        ({"uri": ""}, 400, "uri parameter missing"),
        ({"uri": MAGNET, "hops": "many"}, 400, None),
        ({"uri": "magnet:?dn=nothing"}, 400, None),
        ({"uri": "ftp://site.example/"}, 500, "invalid uri"),
        ({"uri": "file:/no/such.torrent"}, 500, None),
    ],
)
async def test_what_cannot_be_described_is_refused(
    house: House, body: dict[str, str], status: int, message: str | None
) -> None:
    document = await house.ask("POST", "/api/torrentinfo/uri", json=body, expect=status)

    assert document["error"]["handled"]
    assert message is None or document["error"]["message"] == message


async def test_bytes_that_are_no_torrent_are_a_metainfo_error(house: House) -> None:
    document = await house.ask("PUT", "/api/torrentinfo/file", data=b"d4:spami1ee", expect=500)

    assert document["error"]["message"] == "metainfo error"


@pytest.fixture
def content(house: House) -> str:
    """The path of a file on the host."""
    file = house.folder / "content.bin"
    file.write_bytes(b"x" * 1000)
    return str(file)


@pytest.mark.parametrize(
    ("path", "seeds"),
    [
        ("/createtorrent", False),
        ("/createtorrent?download=1", True),
        ("/api/createtorrent", True),
        ("/api/createtorrent?download=0", False),
    ],
)
async def test_a_torrent_is_made_and_seeded_as_the_generation_expects(
    house: House, content: str, path: str, seeds: bool
) -> None:
    document = await house.ask("POST", path, json={"files": [content], "name": "made", "description": "d"})

    assert base64.b64decode(document["torrent"]).startswith(b"d")
    assert len(document["infohash"]) == 40
    assert len(house.downloads.table) == seeds
    assert list(house.downloads_folder.glob("*.torrent"))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"name": "made"}, "files parameter missing"),
        ({"files": []}, "files parameter missing"),
        ({"files": ["x"], "torrent_version": "v3"}, None),
        ({"files": ["x"], "initial_nodes": ["somewhere"]}, None),
    ],
)
async def test_what_cannot_be_made_is_refused(house: House, body: dict[str, object], message: str | None) -> None:
    document = await house.ask("POST", "/api/createtorrent", json=body, expect=400)

    assert message is None or document["error"]["message"] == message


@pytest.mark.parametrize("face", FACES)
async def test_a_dry_run_tells_whether_it_could_be_made(house: House, face: str) -> None:
    path = f"{face}/createtorrent/dryrun"

    assert await house.ask("POST", path, json={"name": "new", "export_dir": str(house.folder)}) == {"success": True}
    assert await house.ask("POST", path, json={"name": "downloads", "export_dir": str(house.folder)}) == {
        "success": False
    }
    document = await house.ask("POST", path, json={"name": "../x"}, expect=400)
    assert document["error"]["message"] == "invalid name"


async def test_a_torrent_is_made_in_the_background(house: House, content: str) -> None:
    job = await house.ask("POST", "/api/createtorrent/jobs", json={"files": [content], "download": False})
    path = f"/api/createtorrent/jobs/{job['id']}"
    task = house.services.making.job(job["id"]).task
    assert task is not None
    await asyncio.wait({task})
    shown = await house.ask("GET", path)

    assert (shown["state"], shown["progress"]) == ("done", 1.0)
    assert shown["made"].keys() == {"torrent", "infohash"}
    assert [each["id"] for each in (await house.ask("GET", "/api/createtorrent/jobs"))["jobs"]] == [job["id"]]
    assert await house.ask("DELETE", path) == {"cancelled": True}
    await house.ask("GET", "/api/createtorrent/jobs/unknown", expect=404)
