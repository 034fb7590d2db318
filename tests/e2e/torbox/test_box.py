"""Several people, one real daemon: shared torrents, the queue, links and ZIPs over a real swarm."""

import asyncio
import contextlib
import io
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.offers import Offer, Swarm
from tests.e2e.torbox.box import Box, opened

KIB = 1024
pytestmark = pytest.mark.timeout(300)  # a start takes long where much else runs


async def link(box: Box, number: int, **query: str) -> str:
    params = {"torrent_id": str(number), **query}
    return str(await box.ask("GET", "torrents/requestdl", params=params))


async def fetch(box: Box, url: str, **headers: str) -> tuple[int, bytes, Any]:
    async with box.daemon.client.get(url, headers=headers) as answer:
        return answer.status, await answer.read(), answer.headers


def content_of(offer: Offer, path: str) -> bytes:
    return (offer.source / path).read_bytes()


async def test_two_accounts_share_one_torrent_and_a_look_up(tmp_path: Path) -> None:
    with Swarm(tmp_path / "source") as swarm:
        looked_up = swarm.offer("song", {"song.flac": 100 * KIB})
        offer = swarm.offer("film", {"film.mkv": 500 * KIB, "more/notes.txt": 10})
        async with opened(tmp_path) as box:
            bob = await box.join("bob", slots=0, monthly_adds=0)
            described = await _look_up(box, swarm, looked_up)
            assert await box.ask("GET", "torrents/mylist") == []
            cached: dict[str, Any] = {"params": {"hash": offer.infohash}}
            mine = await box.create(swarm.magnet(offer))
            await box.until_finished(mine)
            assert set(await box.ask("GET", "torrents/checkcached", key=bob, **cached)) == {offer.infohash}

            theirs = await box.create(swarm.magnet(offer), key=bob)
            item = await box.item(theirs, key=bob)
            assert (item["download_state"], item["download_finished"]) == ("cached", True)
            async with box.daemon.client.get("/api/downloads") as answer:
                assert len((await answer.json())["downloads"]) == 1
            await box.ask("DELETE", f"torrents/controltorrent/{mine}")
            assert not offer.differs(box.daemon.downloads)
            assert (await box.item(theirs, key=bob))["download_present"] is True
            await box.ask("DELETE", f"torrents/controltorrent/{theirs}", key=bob)
            assert not (box.daemon.downloads / "film").exists()
            assert await box.ask("GET", "torrents/checkcached", key=bob, **cached) == {}

            await box.daemon.kill()
            await box.daemon.start()
            query = {"hash": looked_up.infohash, "use_cache_lookup": "true"}
            assert await box.ask("GET", "torrents/torrentinfo", key="None", params=query) == described


async def test_the_queue_goes_on_by_itself(tmp_path: Path) -> None:
    with Swarm(tmp_path / "source") as swarm:
        offers = [swarm.offer(f"part{number}", {"a.bin": 200 * KIB}, seeded=number > 0) for number in range(3)]
        async with opened(tmp_path) as box:
            eve = await box.join("eve", slots=1)
            numbers = [await box.create(swarm.magnet(offer), key=eve) for offer in offers]
            queued = await box.ask("GET", "queued/getqueued", key=eve)
            assert [each["id"] for each in queued] == numbers[1:]

            await box.ask("DELETE", f"torrents/controltorrent/{numbers[0]}", key=eve)
            for number in numbers[1:]:
                await box.until_finished(number, key=eve)
            assert await box.ask("GET", "queued/getqueued", key=eve) == []


async def test_links_and_zips_give_the_bytes_of_the_swarm(tmp_path: Path) -> None:
    files = {"film.mkv": 900 * KIB + 77, "unter/\u00fcber \u65e5\u672c.srt": 3000, "leer.txt": 0}
    with Swarm(tmp_path / "source") as swarm:
        offer = swarm.offer("film", files)
        async with opened(tmp_path) as box:
            number = await box.create(swarm.magnet(offer))
            item = await box.until_finished(number)
            for file in item["files"]:
                url = await link(box, number, file_id=str(file["id"]))
                status, body, headers = await fetch(box, url, Authorization="Bearer wrong")
                assert (status, body) == (200, content_of(offer, file["name"]))
                assert headers["Content-Length"] == str(file["size"])
            film = next(file for file in item["files"] if file["name"] == "film/film.mkv")
            url = await link(box, number, file_id=str(film["id"]))
            whole = content_of(offer, "film/film.mkv")
            assert (await fetch(box, url, Range="bytes=100-200"))[:2] == (206, whole[100:201])
            assert (await fetch(box, url, Range="bytes=-5"))[:2] == (206, whole[-5:])

            status, body, headers = await fetch(box, await link(box, number, zip_link="true"))
            assert headers["Content-Length"] == str(len(body))
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                assert archive.testzip() is None
                assert {name: archive.read(name) for name in archive.namelist()} == {
                    f"film/{name}": content_of(offer, f"film/{name}") for name in files
                }
            await _unzip(tmp_path, body, offer)
            await _lose(box, number, offer, url)


async def _lose(box: Box, number: int, offer: Offer, url: str) -> None:
    """A file vanishes: that is told as soon as somebody wants it, and it is fetched again when somebody asks."""
    cached: dict[str, Any] = {"params": {"hash": offer.infohash}}
    (box.daemon.downloads / "film" / "film.mkv").unlink()
    with contextlib.suppress(aiohttp.ClientError):
        await fetch(box, url)

    async def missing() -> bool:
        return bool((await box.item(number))["download_state"] == "missingFiles")

    await box.until(missing)
    assert (await box.item(number))["download_present"] is False
    assert await box.ask("GET", "torrents/checkcached", **cached) == {}
    control = {"torrent_id": number, "operation": "resume"}
    await box.ask("POST", "torrents/controltorrent", json=control)

    async def back() -> bool:
        return bool(await box.ask("GET", "torrents/checkcached", **cached))

    await box.until(back)
    assert (await fetch(box, url))[1] == content_of(offer, "film/film.mkv")
    assert set(await box.ask("GET", "torrents/checkcached", **cached)) == {offer.infohash}


async def _look_up(box: Box, swarm: Swarm, offer: Offer) -> Any:
    """Several at once, by nobody in particular."""
    asked: dict[str, Any] = {"data": {"magnet": swarm.magnet(offer), "timeout": "30"}}
    answers = await asyncio.gather(*(box.ask("POST", "torrents/torrentinfo", key="None", **asked) for _ in range(4)))
    assert [answer["hash"] for answer in answers] == [offer.infohash] * 4
    assert answers[0]["files"] == [{"name": "song/song.flac", "size": 100 * KIB}]
    return answers[0]


async def _unzip(folder: Path, body: bytes, offer: Offer) -> None:
    """By a tool that streams; skipped where there is none."""
    tool = shutil.which("bsdtar") or shutil.which("unzip")
    if tool is None:
        return
    (folder / "film.zip").write_bytes(body)
    target = folder / "unpacked"
    target.mkdir()
    words = ["-xf", "../film.zip"] if tool.endswith("bsdtar") else ["-q", "../film.zip"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    process = await asyncio.create_subprocess_exec(tool, *words, cwd=target, env=environment)
    assert await process.wait() == 0
    assert not offer.differs(target)
