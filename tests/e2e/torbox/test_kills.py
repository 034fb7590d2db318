"""Killed in the middle of queueing, promoting, deleting and linking: what was answered stays true."""

import asyncio
import contextlib
import random
import time
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.e2e.offers import Swarm
from tests.e2e.torbox.box import Box, opened

KIB = 1024
pytestmark = pytest.mark.timeout(300)  # a start takes long where much else runs
ROUNDS = 3


async def test_nothing_that_was_answered_is_lost(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - reproducible, not secret
    with Swarm(tmp_path / "source") as swarm:
        offers = iter([swarm.offer(f"item{number}", {"a.bin": 60 * KIB}) for number in range(14)])
        async with opened(tmp_path) as box:
            eve = await box.join("eve", slots=1)
            expected: dict[int, str] = {}
            gone: set[int] = set()
            for _ in range(ROUNDS):
                work = asyncio.ensure_future(_live(box, eve, swarm, offers, expected, gone))
                await asyncio.sleep(chance.uniform(0.05, 0.6))  # the random moment
                await box.daemon.kill()
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    await work
                await box.daemon.start()
                await _look(box, eve, expected, gone)

            async def all_started() -> bool:
                return not await box.ask("GET", "queued/getqueued", key=eve)

            await box.until(all_started, patience=150.0)
            rows = await box.ask("GET", "torrents/mylist", key=eve)
            assert {row["hash"] for row in rows} >= set(expected.values())
            assert await box.ask("GET", "torrents/mylist") == [], "what eve has was taken for another's"


async def _live(box: Box, eve: str, swarm: Swarm, offers, expected: dict[int, str], gone: set[int]) -> None:
    """Until the connection breaks: add, and now and then delete."""
    for count, offer in enumerate(offers):
        number = await box.create(swarm.magnet(offer), key=eve)
        expected[number] = offer.infohash
        if count % 4 == 3:
            victim = next(iter(expected))
            expected.pop(victim)
            await box.ask("DELETE", f"torrents/controltorrent/{victim}", key=eve)
            gone.add(victim)


async def _look(box: Box, eve: str, expected: dict[int, str], gone: set[int]) -> None:
    """Every number still means the torrent that it was given for, and what was deleted is not back."""
    # The queue first: what leaves it between the two questions is in the list then.
    waiting = {row["id"]: row["hash"] for row in await box.ask("GET", "queued/getqueued", key=eve)}
    listed = {row["id"]: row["hash"] for row in await box.ask("GET", "torrents/mylist", key=eve)}
    held = {**listed, **waiting}
    assert not gone & set(held)
    assert {number: held.get(number) for number in expected} == expected


async def test_a_link_that_was_used_is_used_after_a_kill(tmp_path: Path) -> None:
    with Swarm(tmp_path / "source") as swarm:
        offer = swarm.offer("film", {"film.mkv": 200 * KIB})
        async with opened(tmp_path, **{"torbox.link_ttl": "2"}) as box:
            number = await box.create(swarm.magnet(offer))
            await box.until_finished(number)
            issued = time.time()
            used, unused = [await _path(box, number, file) for file in ({"file_id": "0"}, {"zip_link": "1"})]
            async with box.daemon.client.get(used, headers={"Range": "bytes=0-9"}) as answer:
                assert answer.status == 206

            await box.daemon.kill()
            await box.daemon.start()

            async def over() -> bool:
                return time.time() > issued + 3

            await box.until(over)
            assert await _status(box, unused, "GET") == 410
            assert await _status(box, used, "GET") == 200
            await box.ask("DELETE", f"torrents/controltorrent/{number}")
            assert await _status(box, used, "GET") == 404


async def _path(box: Box, number: int, query: dict[str, str]) -> str:
    url = await box.ask("GET", "torrents/requestdl", params={"torrent_id": str(number), **query})
    return str(urlsplit(url).path)


async def _status(box: Box, path: str, verb: str) -> int:
    async with box.daemon.client.request(verb, path) as answer:
        await answer.read()
        return answer.status
