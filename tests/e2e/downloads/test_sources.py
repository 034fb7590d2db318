"""Whatever a torrent comes as, its bytes arrive."""

import base64
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.api import Api
from tests.e2e.offers import Offer, Swarm
from tests.swarm import FileServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIZES = {"scene one.bin": 300_000, "extras/ünïcode #1?.txt": 77, "empty": 0}


async def assert_arrives(api: Api, offer: Offer, infohash: str) -> None:
    assert infohash == offer.infohash
    await api.until_complete(infohash)
    assert offer.differs(api.daemon.downloads) == []


async def assert_only(api: Api, offer: Offer, wanted: list[bool]) -> None:
    """Of all files in order, those are wanted and there."""
    files = await api.files(offer.infohash)
    assert [file["included"] for file in files] == wanted
    names = [name for name, chosen in zip(offer.sizes, wanted, strict=True) if not chosen]
    assert offer.differs(api.daemon.downloads) == names


async def put(api: Api, path: str, **how: Any) -> str:
    """Add in a form of the caller's own; the infohash."""
    async with api.daemon.client.put(path, **how) as answer:
        told = await answer.json()
    assert told["started"] is True, told
    return str(told["infohash"])


async def test_a_magnet_in_a_form(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("form", SIZES)
    infohash = await put(api, "/downloads", data={"uri": swarm.magnet(offer), "anon_hops": "0", "safe_seeding": "1"})
    await assert_arrives(api, offer, infohash)


async def test_a_magnet_in_json(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("json", SIZES)
    await assert_arrives(api, offer, await put(api, "/api/downloads", json={"uri": swarm.magnet(offer)}))


async def test_the_documented_curl_call_with_a_file_uri(api: Api, swarm: Swarm, tmp_path: Path) -> None:
    offer = swarm.offer("curl", SIZES, trackers=[swarm.tracker.announce_url])
    (tmp_path / "movie.torrent").write_bytes(offer.torrent)
    target = tmp_path / "here"
    text = f"anon_hops=0&safe_seeding=1&destination={target}&uri=file:{tmp_path}/movie.torrent"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    infohash = await put(api, "/downloads", data=text, headers=headers)
    await api.until_complete(infohash)
    assert offer.differs(target) == []


@pytest.mark.parametrize("slashes", ["", "//"])
async def test_a_file_uri_with_one_and_with_three_slashes(api: Api, swarm: Swarm, tmp_path: Path, slashes: str) -> None:
    offer = swarm.offer(f"file{len(slashes)}", SIZES, trackers=[swarm.tracker.announce_url])
    path = tmp_path / "a name.torrent"
    path.write_bytes(offer.torrent)
    await assert_arrives(api, offer, await api.add(f"file:{slashes}{str(path).replace(' ', '%20')}"))


async def test_an_http_url(api: Api, swarm: Swarm, tmp_path: Path) -> None:
    offer = swarm.offer("http", SIZES, trackers=[swarm.tracker.announce_url])
    (tmp_path / "some.torrent").write_bytes(offer.torrent)
    with FileServer(tmp_path) as server:
        await assert_arrives(api, offer, await api.add(f"{server.url}/some.torrent"))


@pytest.mark.parametrize("kind", ["application/x-bittorrent", "applications/x-bittorrent", "application/octet-stream"])
async def test_the_bytes_of_a_torrent(api: Api, swarm: Swarm, kind: str) -> None:
    offer = swarm.offer(kind.replace("/", "-"), SIZES, trackers=[swarm.tracker.announce_url])
    infohash = await put(api, "/api/downloads", data=offer.torrent, headers={"Content-Type": kind})
    await assert_arrives(api, offer, infohash)


async def test_a_torrent_with_a_selection_behind_its_end(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("appended", {"a.bin": 20_000, "b.bin": 20_000}, trackers=[swarm.tracker.announce_url])
    infohash = await put(api, "/api/downloads", data=offer.torrent[:-1] + b"14:selected_filesli1eee")
    await api.until_complete(infohash)
    await assert_only(api, offer, [False, True])


async def test_a_torrent_uploaded_by_a_web_form(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("multipart", SIZES, trackers=[swarm.tracker.announce_url])
    form = aiohttp.FormData()
    form.add_field("file", offer.torrent, filename="x.torrent", content_type="application/x-bittorrent")
    await assert_arrives(api, offer, await put(api, "/api/downloads", data=form))


async def test_torrents_in_a_batch(api: Api, swarm: Swarm) -> None:
    trackers = [swarm.tracker.announce_url]
    offers = [swarm.offer(f"batch{number}", SIZES, trackers=trackers) for number in range(3)]
    files = [base64.b64encode(offer.torrent).decode() for offer in offers]
    await api.post("/api/downloads/batch", {"items": [{"op": "add", "torrent_file": file} for file in files]})
    for offer in offers:
        await assert_arrives(api, offer, offer.infohash)


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
async def test_a_bare_infohash_whose_peers_a_tracker_knows(api: Api, swarm: Swarm, version: str) -> None:
    offer = swarm.offer(f"bare-{version}", SIZES, version=version)
    infohash = await api.add(offer.infohash.upper())
    await api.until(infohash, lambda row: row["status"] == "METADATA")
    assert await api.put(f"/api/downloads/{infohash}/trackers", {"url": swarm.tracker.announce_url}) == {"added": True}
    await assert_arrives(api, offer, infohash)


@pytest.mark.parametrize("way", ["torrent", "magnet"])
@pytest.mark.parametrize("version", ["v2", "hybrid"])
async def test_newer_torrents(api: Api, swarm: Swarm, version: str, way: str) -> None:
    sizes = {**SIZES, "large.bin": 1_500_000}
    offer = swarm.offer(f"{version}-{way}", sizes, version=version, trackers=[swarm.tracker.announce_url])
    infohash = await api.add(offer.torrent if way == "torrent" else swarm.magnet(offer))
    await assert_arrives(api, offer, infohash)
    row = await api.row(str(offer.info.info_hashes().v2))
    assert (row["infohash_v2"], bool(row["infohash_v1"])) == (str(offer.info.info_hashes().v2), version == "hybrid")


async def test_a_magnet_that_names_the_files_it_wants(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("so", {"0": 40_000, "1": 40_000, "2": 40_000, "3": 40_000}, piece_size=16384)
    infohash = await api.add(swarm.magnet(offer, "&so=0,2-3"))
    await api.until_complete(infohash)
    await assert_only(api, offer, [True, False, True, True])


async def test_a_web_seed_is_enough(api: Api, swarm: Swarm) -> None:
    with FileServer(swarm.source) as server:
        offer = swarm.offer("web", {"a.bin": 300_000}, seeded=False, web_seeds=[f"{server.url}/"])
        await assert_arrives(api, offer, await api.add(offer.torrent))


async def test_a_magnet_whose_content_a_web_seed_has(api: Api, swarm: Swarm, tmp_path: Path) -> None:
    with FileServer(swarm.source) as server:
        offer = swarm.offer("ws", {"a.bin": 300_000}, seeded=False)
        swarm.seeder.fetch(offer.torrent, tmp_path)  # it has the metadata, and nothing of the content
        await assert_arrives(api, offer, await api.add(swarm.magnet(offer, f"&ws={server.url}/")))


async def test_a_torrent_that_is_here_already_is_only_told_so(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("twice", SIZES)
    await assert_arrives(api, offer, await api.add(swarm.magnet(offer)))
    assert await api.add(offer.torrent) == offer.infohash
    assert (await api.row(offer.infohash))["progress"] == 1


async def test_what_cannot_be_fetched_is_refused_and_leaves_nothing(api: Api, tmp_path: Path) -> None:
    before = set(await api.rows())
    (tmp_path / "bad.torrent").write_bytes(b"d4:infod4:name1:xee")
    for uri, status in (("gopher://x/y", 500), (f"file:{tmp_path}/bad.torrent", 500), (f"file:{tmp_path}/no", 500)):
        async with api.daemon.client.put("/downloads", data={"uri": uri}) as answer:
            assert answer.status == status, await answer.text()
            assert (await answer.json())["error"]["handled"] is True
    assert set(await api.rows()) == before
