"""Killed while it queues, promotes, deletes and links: what was answered stays true, and nothing comes twice."""

import asyncio
import contextlib
import random
import sys
import time
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.offers import Offer, Swarm
from tests.e2e.torbox.box import OPTIONS, Box, opened

KIB = 1024
DYING = Path(__file__).parent / "dying.py"
pytestmark = pytest.mark.timeout(300)  # a start takes long where much else runs
ROUNDS = 2


@dataclass
class Mortal(Box):
    """Talks to a daemon that dies where it is told to."""

    fate: dict[str, str] = field(default_factory=dict)

    async def live(self, until: str = "") -> None:
        """Another life."""
        self.fate["DIES_AT"] = until
        await self.daemon.start()

    async def last_words(self, work: Awaitable[Any]) -> None:
        """It dies of this, answered or not."""
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            await work
        assert await self.daemon.ended() == -9

    async def waiting(self) -> list[int]:
        """Numbers in the queue."""
        return [row["id"] for row in await self.ask("GET", "queued/getqueued")]

    async def counted(self) -> int:
        """Items that count against the account."""
        return int((await self.ask("GET", "user/me"))["total_downloaded"])

    async def path(self, number: int, **query: str) -> str:
        """Of a link."""
        url = await self.ask("GET", "torrents/requestdl", params={"torrent_id": str(number), **query})
        return str(urlsplit(url).path)

    async def fetch(self, path: str) -> int:
        """The status of what a link leads to."""
        async with self.daemon.client.get(path) as answer:
            await answer.read()
            return answer.status


@contextlib.asynccontextmanager
async def mortal(folder: Path, **options: str):
    """A daemon that dies before something is queued, and `ada` in it, who has one slot."""
    fate = {"DIES_AT": "before queueing"}
    through = [sys.executable, str(DYING)]
    async with DaemonProcess(folder, {**OPTIONS, **options}, through=through, environment=fate) as daemon:
        box = Mortal(daemon, fate=fate)
        box.key = await box.join("ada", slots=1)
        yield box


@pytest.mark.slow
async def test_a_kill_between_any_two_writes_of_queueing_promoting_and_linking(tmp_path: Path) -> None:
    with Swarm(tmp_path / "source") as swarm:
        endless = swarm.offer("endless", {"a.bin": 60 * KIB}, seeded=False)
        film = swarm.offer("film", {"film.mkv": 200 * KIB})
        async with mortal(tmp_path, **{"torbox.link_ttl": "2", "torbox.queue_interval": "0.2"}) as box:
            first = await box.create(swarm.magnet(endless))
            second = await _queue(box, swarm.magnet(film))
            assert (first, second) == (1, 2)
            await _promote(box, first, second)
            await _link(box, second)


async def _queue(box: Mortal, magnet: str) -> int:
    await box.last_words(box.create(magnet))
    await box.live("after queueing")
    assert (await box.waiting(), await box.counted()) == ([], 1)
    await box.last_words(box.create(magnet))
    await box.live("after promoting")
    assert (await box.waiting(), await box.counted()) == ([2], 2)
    number = await box.create(magnet)
    assert (await box.waiting(), await box.counted()) == ([number], 2)
    return number


async def _promote(box: Mortal, first: int, second: int) -> None:
    await box.last_words(box.ask("DELETE", f"torrents/controltorrent/{first}"))
    box.fate["DIES_AT"] = "before starting"
    await box.daemon.spawn()  # it goes on where it was, and dies of that, perhaps before it has said a word
    assert await box.daemon.ended() == -9
    await box.live("before linking")
    await box.until_finished(second)
    assert [row["id"] for row in await box.ask("GET", "torrents/mylist")] == [second]
    assert (await box.waiting(), await box.counted()) == ([], 2)
    async with box.daemon.client.get("/api/downloads") as answer:
        assert len((await answer.json())["downloads"]) == 1


async def _link(box: Mortal, number: int) -> None:
    await box.last_words(box.fetch(await box.path(number)))
    await box.live("after linking")
    used, unused = await box.path(number), await box.path(number, zip_link="1")
    issued = time.time()
    await box.last_words(box.fetch(used))
    await box.live()

    async def over() -> bool:
        return time.time() > issued + 3

    await box.until(over)
    assert await box.fetch(unused) == 410
    assert await box.fetch(used) == 200, "it was used in its time, and that was stored"
    await box.ask("DELETE", f"torrents/controltorrent/{number}")
    assert await box.fetch(used) == 404


@pytest.mark.slow
async def test_nothing_that_was_answered_is_lost(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - reproducible, not secret
    with Swarm(tmp_path / "source") as swarm:
        offers = iter([swarm.offer(f"item{number}", {"a.bin": 60 * KIB}) for number in range(14)])
        async with opened(tmp_path, **{"torbox.queue_interval": "0.2"}) as box:
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
            await _allow_all(box, "eve")

            async def all_started() -> bool:
                return not await box.ask("GET", "queued/getqueued", key=eve)

            await box.until(all_started, patience=150.0)
            rows = await box.ask("GET", "torrents/mylist", key=eve)
            assert {row["hash"] for row in rows} >= set(expected.values())
            assert await box.ask("GET", "torrents/mylist") == [], "what eve has was taken for another's"
            me = await box.ask("GET", "user/me", key=eve)
            assert me["total_downloaded"] == max([*gone, *(row["id"] for row in rows)]), "each was counted once"


async def _live(
    box: Box, eve: str, swarm: Swarm, offers: Iterator[Offer], expected: dict[int, str], gone: set[int]
) -> None:
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


async def _allow_all(box: Box, name: str) -> None:
    """They need not wait for each other any more."""
    async with box.daemon.client.patch(f"/api/accounts/{name}", json={"limits": {"slots": None}}) as answer:
        assert answer.status == 200, await answer.text()
