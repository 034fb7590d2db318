"""A catalogue over restarts, orderly ones and others."""

import asyncio
import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import a_record, an_infohash
from tribler_core.config.sections import StorageSection, Synchronous
from tribler_core.domain.ports import DownloadRecord, HistoryEntry
from tribler_core.foundation.units import Timestamp
from tribler_core.storage.catalogue import SqlCatalogue

KILLS = 4
WRITER = """
import asyncio, sys
from pathlib import Path
from tests.builders import a_record
from tribler_core.config.sections import StorageSection
from tribler_core.storage.catalogue import SqlCatalogue

async def add(catalogue, number):
    record = a_record(number, resume_data=bytes(number))
    await catalogue.downloads.add([record])
    await catalogue.key_values.put(str(number), number)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()

async def main(url, state_dir, number):
    catalogue = await SqlCatalogue.open(StorageSection(url=url), Path(state_dir))
    while True:
        await asyncio.gather(*(add(catalogue, number + step) for step in range(10)))
        number += 10

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    record = a_record(resume_data=b"resume")
    entry = HistoryEntry(Timestamp(1), an_infohash(), "added")
    catalogue = await SqlCatalogue.open(StorageSection(), tmp_path)
    await catalogue.downloads.add([record])
    await catalogue.key_values.put("key", {"a": 1})
    await catalogue.history.write([entry])
    await catalogue.close()

    catalogue = await SqlCatalogue.open(StorageSection(synchronous=Synchronous.FULL), tmp_path)

    assert [batch async for batch in catalogue.downloads.stream()] == [[record]]
    assert await catalogue.key_values.get("key") == {"a": 1}
    assert await catalogue.history.read(1) == [entry]
    await catalogue.close()


async def test_an_orderly_end_leaves_one_private_file(tmp_path: Path) -> None:
    catalogue = await SqlCatalogue.open(StorageSection(), tmp_path)
    await catalogue.downloads.add([a_record()])
    open_files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}

    await catalogue.close()

    assert set(open_files.values()) == {0o600}
    assert [path.name for path in tmp_path.iterdir()] == ["catalogue.sqlite"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_kill_at_any_moment_loses_nothing_that_was_told(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
    told: set[int] = set()
    for attempt in range(KILLS):
        now = await asyncio.to_thread(killed_run, url, tmp_path, attempt * 10_000)
        told |= now

        catalogue = await SqlCatalogue.open(StorageSection(url=url), tmp_path)
        found = {
            record.added: record
            async for batch in catalogue.downloads.stream()
            for record in batch
            if isinstance(record, DownloadRecord)
        }
        for number in told:
            record = a_record(number, resume_data=bytes(number))
            assert found[record.added] == record
        for number in told if attempt == KILLS - 1 else now:
            assert await catalogue.key_values.get(str(number)) == number
        await catalogue.close()
    assert told


def killed_run(url: str, state_dir: Path, number: int) -> set[int]:
    """What a writer said was durable before it was killed; it counts from `number`."""
    command = [sys.executable, "-c", WRITER, url, str(state_dir), str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(random.randint(1, 200))]  # noqa: S311 - when to kill is no secret
        writer.kill()
        lines += writer.stdout.readlines()
    return {int(line) for line in lines if line.endswith(b"\n")}
