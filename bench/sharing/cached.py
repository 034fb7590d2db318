"""checkcached among many known hashes: the real server, dialect and services, on fakes of the engine and the database.

A daemon with a hundred thousand complete torrents cannot be had without their content; its answer comes from the live
table alone, so the table is filled instead.
"""

import asyncio
import statistics
import time
from pathlib import Path

from bench.wire import Connection, request
from tests.builders import a_download, a_finished_transfer, an_infohash
from tests.dialects.torbox.house import TorBoxHouse

QUESTIONS = 600
AT_ONCE = (1, 10, 100, 1000)
"""Hashes in one question."""


async def measure_cached(home: Path, known: int) -> dict[str, float]:
    """Milliseconds, median and 99th percentile, by the number of hashes asked; half of them are known."""
    folder = home / f"cached{known}"
    folder.mkdir()
    house = TorBoxHouse(folder)
    await house.start()
    try:
        table = house.services.downloads.table
        for number in range(known):
            table.put(a_download(number, transfer=a_finished_transfer()))
        port, bearer = int(house.url.rpartition(":")[2]), house.bearers["ada"]
        return await asyncio.to_thread(_ask_all, port, bearer, known)
    finally:
        await house.stop()


def _ask_all(port: int, bearer: str, known: int) -> dict[str, float]:
    found: dict[str, float] = {}
    with Connection(port) as connection:
        for count in AT_ONCE:
            times = []
            for question in range(QUESTIONS):
                numbers = [(question * 7919 + step * 104_729) % (2 * known) for step in range(count)]
                hashes = ",".join(an_infohash(number) for number in numbers)
                asked = request(
                    "GET", f"/v1/api/torrents/checkcached?hash={hashes}", {"Authorization": f"Bearer {bearer}"}
                )
                start = time.perf_counter()
                answer = connection.ask(asked)
                times.append((time.perf_counter() - start) * 1000)
                assert answer.status == 200, answer.raw_body[:200]
            found[f"p50_{count}"] = statistics.median(times)
            found[f"p99_{count}"] = statistics.quantiles(times, n=100)[98]
    return found
