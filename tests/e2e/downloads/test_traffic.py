"""How fast, and with whom: limits as a peer sees them, trackers as a tracker sees them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.api import Api
from tests.e2e.offers import Swarm, a_stranger
from tests.swarm import Tracker, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

KIB = 1024
LIMIT = 800 * KIB
"""Bytes/s."""
BURST, ENOUGH = 2400 * KIB, 7200 * KIB
"""Bytes: what fills buffers at the start, and what is waited for."""


@asynccontextmanager
async def slowed(sent: Callable[[], int]) -> AsyncIterator[None]:
    """What begins in here takes as long as the limit wants, by what a peer sees of it.

    Limits are kept by the second, and buffers hide some of it; without one it would take a fraction of a second.
    A busy machine makes it longer, never shorter.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    yield
    await until(lambda: sent() >= ENOUGH)
    assert loop.time() - began > (ENOUGH - BURST) / (2 * LIMIT)


async def test_a_download_limit_holds_until_it_is_lifted(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("down", {"a.bin": 10_000 * KIB})
    async with slowed(lambda: swarm.uploaded(offer)):
        infohash = await api.add(swarm.magnet(offer), download_limit=LIMIT)
    await api.patch(infohash, download_limit=-1)
    assert (await api.until_complete(infohash))[infohash]["download_limit"] == -1
    assert offer.differs(api.daemon.downloads) == []


async def test_an_upload_limit_holds_until_it_is_lifted(api: Api, swarm: Swarm, tmp_path: Path) -> None:
    offer = swarm.offer("up", {"a.bin": 10_000 * KIB})
    infohash = await api.add(swarm.magnet(offer))
    await api.until_complete(infohash)
    await api.patch(infohash, upload_limit=LIMIT)
    with a_stranger() as stranger:
        where = await address(api)
        async with slowed(lambda: got.status().total_payload_download):
            got = stranger.fetch(offer.torrent, tmp_path, where)
        await api.patch(infohash, upload_limit=-1)
        await until(lambda: got.status().is_seeding)
    assert offer.differs(tmp_path) == []
    row = await api.until(infohash, lambda row: row["all_time_upload"] >= offer.size)
    assert row["all_time_ratio"] >= 1


async def test_a_limit_over_all_downloads_holds_until_it_is_lifted(api: Api, swarm: Swarm) -> None:
    one, other = (swarm.offer(f"all{number}", {"a.bin": 10_000 * KIB}) for number in range(2))
    await api.post("/api/settings", {"libtorrent": {"max_download_rate": LIMIT}})
    try:
        async with slowed(lambda: swarm.uploaded(one) + swarm.uploaded(other)):
            for offer in (one, other):
                await api.add(swarm.magnet(offer))
    finally:
        await api.post("/api/settings", {"libtorrent": {"max_download_rate": 0}})
    await api.until_complete(one.infohash, other.infohash)


async def test_a_tracker_is_added_forced_and_removed(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("trackers", {"a.bin": 200 * KIB})
    infohash = await api.add(offer.torrent)
    with Tracker(swarm.seeder.address) as tracker:
        path, url = f"/api/downloads/{infohash}/trackers", {"url": tracker.announce_url}
        assert await api.put(path, url) == {"added": True}
        await api.until_complete(infohash)
        row = await api.until(infohash, lambda row: status_of(row, tracker) == "Working")
        assert tracker.announces[0]["info_hash"].encode("latin-1") == bytes.fromhex(infohash)
        before = len(tracker.announces)
        assert await api.put(f"/api/downloads/{infohash}/tracker_force_announce", url) == {"forced": True}
        await until(lambda: len(tracker.announces) > before)
        assert await api.delete(path, **url) == {"removed": True}
        row = await api.until(infohash, lambda row: status_of(row, tracker) is None)
        assert [entry["url"] for entry in row["trackers"]] == ["[DHT]", "[PeX]"]


async def test_what_a_tracker_complains_about_is_shown(api: Api, swarm: Swarm) -> None:
    with Tracker(failure="go away") as tracker:
        offer = swarm.offer("refused", {"a.bin": KIB}, trackers=[tracker.announce_url])
        infohash = await api.add(offer.torrent)
        await api.until(infohash, lambda row: "go away" in (status_of(row, tracker) or ""))


async def test_peers_of_a_running_download_are_shown(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("peers", {"a.bin": 2000 * KIB}, upload_limit=24 * KIB)
    infohash = await api.add(swarm.magnet(offer))
    await api.until(infohash, lambda row: row["num_connected_seeds"] == 1)
    row = await api.get(f"/api/downloads/{infohash}", get_peers=1, get_pieces=1, get_availability=1)
    (peer,) = row["peers"]
    assert (peer["ip"], peer["port"], peer["seed"]) == (*swarm.seeder.address, True)
    assert row["availability"] >= 1
    await api.remove(infohash, with_data=True)


def status_of(row: dict[str, list[dict[str, str]]], tracker: Tracker) -> str | None:
    """What a row says of a tracker; None: nothing."""
    told = {entry["url"]: entry["status"] for entry in row["trackers"]}
    return told.get(tracker.announce_url)


async def address(api: Api) -> tuple[str, int]:
    """Where peers find the daemon."""
    return "127.0.0.1", (await api.get("/api/settings", include="ports"))["ports"]["libtorrent"]
