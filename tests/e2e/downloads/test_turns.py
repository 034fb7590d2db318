"""Who runs when: the queue, and the end of seeding."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.api import Api, Row
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.offers import Swarm, a_stranger

KIB = 1024


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Api]:
    """A daemon that runs one download at a time, and seeds one."""
    options = {"libtorrent.active_downloads": "1", "libtorrent.active_seeds": "1", "libtorrent.utp": "false"}
    async with DaemonProcess(tmp_path, options) as daemon:
        yield Api(daemon)


def states(rows: dict[str, Row], names: list[Any]) -> list[str]:
    return [rows[name]["status"] for name in names]


async def test_the_queue_lets_one_run_and_its_order_can_be_changed(alone: Api, swarm: Swarm) -> None:
    offers = [swarm.offer(f"q{number}", {"a.bin": 1500 * KIB}, upload_limit=24 * KIB) for number in range(3)]
    names = [await alone.add(swarm.magnet(offer), auto_managed=True) for offer in offers]
    await alone.until_all(lambda rows: states(rows, names) == ["DOWNLOADING", "QUEUED", "QUEUED"])
    rows = await alone.rows()
    assert [rows[name]["queue_position"] for name in names] == [0, 1, 2]
    await alone.patch(names[2], queue_position="queue_top")
    await alone.until_all(lambda rows: states(rows, names) == ["QUEUED", "QUEUED", "DOWNLOADING"])
    await alone.patch(names[1], auto_managed=False, state="resume")
    await alone.until_all(lambda rows: rows[names[1]]["status"] == "DOWNLOADING")
    await alone.post("/api/settings", {"libtorrent": {"active_downloads": 3, "active_seeds": 3}})
    for offer in offers:
        swarm.set_limit(offer, -1)
    await alone.until_all(lambda rows: set(states(rows, names)) == {"SEEDING"})


@pytest.mark.asyncio(loop_scope="module")
async def test_seeding_ends_by_ratio_by_time_or_at_once_and_not_by_the_user(
    api: Api, swarm: Swarm, tmp_path: Path
) -> None:
    sizes = {"a.bin": 400 * KIB}
    ratio, time, never = (swarm.offer(f"seed-{name}", sizes) for name in ("ratio", "time", "never"))
    for offer in (ratio, time, never):
        await api.add(offer.torrent, stopped=True)
    await api.patch(ratio.infohash, seeding_mode="ratio", seeding_ratio=0.9)
    await api.patch(time.infohash, seeding_mode="time", seeding_time=1)
    await api.patch(never.infohash, seeding_mode="never")
    for offer in (ratio, time, never):
        await api.put(f"/api/downloads/{offer.infohash}/trackers", {"url": swarm.tracker.announce_url})
        await api.patch(offer.infohash, state="resume")
    await api.until_complete(ratio.infohash, time.infohash, never.infohash)
    for offer in (time, never):
        row = await api.until(offer.infohash, lambda row: row["status"] == "STOPPED")
        assert (row["user_stopped"], row["progress"]) == (False, 1)
    assert (await api.row(ratio.infohash))["status"] == "SEEDING"
    port = (await api.get("/api/settings", include="ports"))["ports"]["libtorrent"]
    with a_stranger() as stranger:
        stranger.fetch(ratio.torrent, tmp_path, ("127.0.0.1", port))
        row = await api.until(ratio.infohash, lambda row: row["status"] == "STOPPED")
    assert (row["user_stopped"], row["all_time_ratio"] >= 0.9) == (False, True)
