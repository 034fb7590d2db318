"""A thousand downloads: polled by five clients, stopped, and all there afterwards."""

import asyncio
import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.swarm import bencode

COUNT = 1000
POLLERS, POLLS = 5, 4
OPTIONS = {"libtorrent.active_downloads": "-1", "libtorrent.active_limit": "-1", "libtorrent.active_checking": "-1"}


def a_torrent(number: int) -> bytes:
    """Small, like no other, and with hashes that nothing has."""
    info = {b"name": b"download %d" % number, b"piece length": 16384, b"pieces": bytes(20), b"length": 16384}
    return bencode({b"info": info})


@pytest.mark.slow
async def test_a_thousand_are_polled_stopped_and_kept(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    async with DaemonProcess(tmp_path, OPTIONS) as daemon:
        api = Api(daemon)
        items = [{"op": "add", "torrent_file": base64.b64encode(a_torrent(n)).decode()} for n in range(COUNT)]
        await api.post("/api/downloads/batch", {"items": items})
        await api.until_all(lambda rows: sum(row["status"] == "DOWNLOADING" for row in rows.values()) == COUNT)
        added = lateness(await metrics_of(daemon))
        seen = await asyncio.gather(*(poll(api) for _ in range(POLLERS)))
        assert set(seen) == {COUNT}
        metrics = await metrics_of(daemon)
        assert 'triblerd_downloads{state="downloading"} 1000.0' in metrics
        polled = {bound: count - added[bound] for bound, count in lateness(metrics).items()}
        record_property("turns of the event loop while polled, by the seconds that they were late", polled)
        print(f"{POLLERS} pollers of {COUNT} downloads: turns that were late by at most so many s: {polled}")  # noqa: T201 - told

        order = list(await api.rows())
        began = asyncio.get_running_loop().time()
        assert await daemon.stop() == 0
        seconds = asyncio.get_running_loop().time() - began
        record_property("seconds to stop", seconds)
        print(f"stopped with {COUNT} downloads in {seconds:.1f} s")  # noqa: T201 - told
        await daemon.start()
        await api.until_ready()
        rows = await api.until_all(lambda rows: sum(row["size"] > 0 for row in rows.values()) == COUNT)
        assert {row["name"] for row in rows.values()} == {f"download {number}" for number in range(COUNT)}
        assert list(await api.rows()) == order
        checkpoints = (await api.get("/api/downloads", limit=1))["checkpoints"]
        assert checkpoints == {"total": COUNT, "loaded": COUNT, "all_loaded": True}
        assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


async def poll(api: Api) -> int:
    """As a window that shows the list does, once a second; how many it saw last."""
    count = 0
    for _ in range(POLLS):
        count = len((await api.get("/api/downloads", get_peers=0, get_pieces=0))["downloads"])
        await asyncio.sleep(1)
    return count


async def metrics_of(daemon: DaemonProcess) -> str:
    async with daemon.client.get("/metrics") as answer:
        assert answer.status == 200
        return await answer.text()


def lateness(metrics: str) -> dict[str, int]:
    """How many turns of the event loop were late by at most so many seconds."""
    told = re.findall(r'^triblerd_event_loop_lag_seconds_bucket\{le="(\S+)"\} (\S+)$', metrics, re.MULTILINE)
    assert told
    return {bound: int(float(count)) for bound, count in told}
