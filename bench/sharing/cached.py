"""checkcached among many known hashes: the real server, dialect and services, on fakes of the engine and the database.

A daemon with a hundred thousand complete torrents cannot be had without their content; its answer comes from the live
table alone, so the table is filled instead.
"""

import asyncio
import json
import sys
from pathlib import Path

from tests.builders import a_download, a_finished_transfer
from tests.dialects.torbox.house import TorBoxHouse


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
        command = [sys.executable, "-m", "bench.sharing.asking", str(port), bearer, str(known)]
        asking = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        told, _ = await asking.communicate()
        found: dict[str, float] = json.loads(told)
        return found
    finally:
        await house.stop()
