"""Hops of a live download change in every direction, and nothing else does."""

import asyncio
import logging
import time
from pathlib import Path

import pytest

from tests.onion import LOUD, SEEDER, Hider, Onion, visitors
from tests.swarm import PIECE, Seeder, make_content, make_torrent
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Hold
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import BytesPerSecond

log = logging.getLogger(__name__)

FILES = {"a.bin": 40 * PIECE, "b.bin": 40 * PIECE, "c.bin": PIECE}
ROUTE = (1, 2, 3, 2, 1, 0, 3, 1, 3, 0, 2, 0)
"""Every one of the twelve changes between two of 0, 1, 2 and 3 hops."""
DIRECTIONS = {(one, other) for one, other in zip((0, *ROUTE), ROUTE, strict=False)}


async def change(hider: Hider, infohash: InfoHash, hops: int) -> None:
    await hider.downloads.update(infohash, DownloadPatch(hops=Hops(hops)))
    await hider.until(infohash, lambda row: row.settings.hops == hops and row.hold is Hold.NONE)


def home_of(hider: Hider, infohash: InfoHash) -> set[int]:
    """The hop counts of the sessions that have it."""
    return {
        session.hops
        for session in hider.engine.sessions
        for handle in hider.handles_in(session)
        if str(handle.info_hash()) == infohash
    }


@pytest.mark.slow
async def test_it_keeps_all_it_has_in_every_direction(tmp_path: Path) -> None:
    assert len(DIRECTIONS) == 12
    content = make_content(tmp_path / "source" / "stuff", FILES)
    torrent = make_torrent(content, web_seeds=["http://127.0.9.7:9/"], trackers=["udp://127.0.9.8:9"])
    async with Onion(relays=3, exits=2) as onion, Hider(tmp_path, onion.guest()) as hider:
        with Seeder(host=SEEDER, **LOUD) as seeder:
            handle = seeder.share(torrent, tmp_path / "source", upload_limit=PIECE)
            infohash = await hider.add(
                torrent, 0, download_limit=BytesPerSecond(10**6), upload_limit=BytesPerSecond(10**6), selection=(0, 2)
            )
            hider.meet(infohash, seeder)
            await hider.until(infohash, lambda row: row.transfer.downloaded >= PIECE)
            handle.pause()  # from here on, every number must stay as it is
            await hider.until(infohash, lambda row: not row.transfer.peers_connected and not row.transfer.download_rate)
            before = hider.row(infohash)
            for hops in ROUTE:
                await change(hider, infohash, hops)
                assert home_of(hider, infohash) == {hops}
                now = await hider.until(infohash, lambda row: row.transfer.has_metadata and row.transfer.pieces_done)
                assert now.transfer.pieces_done == before.transfer.pieces_done
                assert now.settings.file_priorities == before.settings.file_priorities
                assert (now.settings.download_limit, now.settings.upload_limit) == (10**6, 10**6)
                assert now.transfer.downloaded == before.transfer.downloaded
                assert now.transfer.wanted == before.transfer.wanted
                assert bool(now.stripped) is (hops > 0)
                before = now
            assert await hider.downloads.web_seeds(infohash) == ("http://127.0.9.7:9/",)


async def test_the_order_of_the_queue_outlives_a_change(tmp_path: Path) -> None:
    async with Onion(relays=1, exits=1) as onion, Hider(tmp_path, onion.guest()) as hider:
        names = []
        for number in range(4):
            content = make_content(tmp_path / "source", {f"{number}.bin": 100}, seed=number)
            names.append(await hider.add(make_torrent(content / f"{number}.bin"), 0))
        order = await hider.engine.torrents.queue()

        for hops in (1, 0):
            for name in names[:2]:
                await change(hider, name, hops)

        assert await hider.engine.torrents.queue() == order


@pytest.mark.slow
async def test_a_hundred_changed_at_once_all_transfer_again(tmp_path: Path) -> None:
    """While they run, and beside twenty that go on meanwhile; how long it takes is logged, and not judged."""
    changed, others = [f"{number}.bin" for number in range(100)], [f"other{number}.bin" for number in range(20)]
    source = make_content(tmp_path / "source", dict.fromkeys([*changed, *others], 4 * PIECE))
    torrents = {name: make_torrent(source / name) for name in (*changed, *others)}
    async with Onion(relays=2, exits=2) as onion, Hider(tmp_path, onion.guest()) as hider:
        with Seeder(host=SEEDER, **LOUD) as seeder:
            names = {name: await hider.add(torrent, 0) for name, torrent in torrents.items()}
            handles = [seeder.share(torrent, source, upload_limit=PIECE // 4) for torrent in torrents.values()]
            for name in names.values():
                hider.meet(name, seeder)
            moving = [names[name] for name in changed]
            await hider.ears.until(lambda: all(hider.row(name).transfer.downloaded for name in moving[:20]))
            visitors(seeder)
            begin = time.monotonic()
            await asyncio.gather(*(change(hider, name, 1) for name in moving))
            for name in moving:
                hider.meet(name, seeder)
            for handle in handles:
                handle.set_upload_limit(0)
            await asyncio.gather(*(hider.until_complete(name) for name in moving))
            log.info("a hundred downloads were complete behind a hop after %.1f s", time.monotonic() - begin)
            await asyncio.gather(*(hider.until_complete(name) for name in names.values()))
            seen = visitors(seeder)

        assert {name for name in moving if home_of(hider, name) != {1}} == set()
        assert seen & onion.exits
