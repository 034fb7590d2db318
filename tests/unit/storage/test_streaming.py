"""Broken rows are set aside, and the memory of a stream does not grow with what is stored."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.builders import a_record, some_settings
from tribler_core.config.sections import StorageSection
from tribler_core.domain.ports import BrokenRecord, DownloadRecord
from tribler_core.storage import streaming
from tribler_core.storage.catalogue import SqlCatalogue
from tribler_core.storage.schema import broken_rows

GOOD = [a_record(1), a_record(3)]
VICTIM = a_record(2, resume_data=b"resume", settings=some_settings(safe_seeding=True))
NAME = VICTIM.infohashes.identity


async def streamed(catalogue: SqlCatalogue) -> list[DownloadRecord | BrokenRecord]:
    return [record async for batch in catalogue.downloads.stream() for record in batch]


def damage(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE downloads SET settings = '' WHERE position = 2",
        "UPDATE downloads SET settings = '{}' WHERE position = 2",
        "UPDATE downloads SET settings = replace(settings, 'true', '1') WHERE position = 2",
        "UPDATE downloads SET settings = x'ff00' WHERE position = 2",
        "UPDATE downloads SET settings = CAST(x'22ff22' AS TEXT) WHERE position = 2",
        "UPDATE downloads SET settings = 7 WHERE position = 2",
        "UPDATE downloads SET magnet = '[' WHERE position = 2",
        "UPDATE downloads SET added = 'yesterday' WHERE position = 2",
        "UPDATE downloads SET completed = 1.5 WHERE position = 2",
        "UPDATE downloads SET complete = 'perhaps' WHERE position = 2",
        "UPDATE downloads SET complete = 2 WHERE position = 2",
        "UPDATE downloads SET v1 = NULL WHERE position = 2",
        "UPDATE downloads SET v1 = x'00' WHERE position = 2",
        "UPDATE downloads SET v1 = CAST(x'ff' AS TEXT) WHERE position = 2",
        "UPDATE downloads SET v2 = 'abc' WHERE position = 2",
        "UPDATE downloads SET infohash = CAST(x'ff' AS TEXT) WHERE position = 2",
        "UPDATE metainfos SET content = 'text' WHERE rowid = 2",
        "UPDATE resume_data SET content = 5",
    ],
)
async def test_a_broken_row_is_set_aside_and_the_rest_goes_on(
    catalogue: SqlCatalogue, file: Path, statement: str
) -> None:
    await catalogue.downloads.add([GOOD[0], VICTIM, GOOD[1]])
    damage(file, statement)

    first, broken, last = await streamed(catalogue)

    assert [first, last] == GOOD
    assert isinstance(broken, BrokenRecord)
    assert broken.key.isascii()
    assert broken.reason.isascii()
    assert await streamed(catalogue) == GOOD
    assert await catalogue.downloads.count() == 2


async def test_what_is_set_aside_is_kept_whole(catalogue: SqlCatalogue, file: Path) -> None:
    await catalogue.downloads.add([VICTIM])
    damage(file, "UPDATE downloads SET settings = 'garbage'")

    (broken,) = await streamed(catalogue)

    (row,) = await catalogue._reader.run(lambda connection: connection.execute(select(broken_rows)).all())
    assert isinstance(broken, BrokenRecord)
    assert (broken.key, broken.reason) == (NAME, row.reason)
    assert (row.infohash, row.v1, row.added, row.settings) == (NAME, NAME, VICTIM.added, "garbage")
    assert (row.torrent, row.resume_data) == (VICTIM.torrent, b"resume")


async def test_a_broken_download_can_be_added_again(catalogue: SqlCatalogue, file: Path) -> None:
    await catalogue.downloads.add([VICTIM])
    damage(file, "UPDATE downloads SET settings = 'garbage'")
    assert await catalogue.downloads.record(NAME) is None
    await streamed(catalogue)

    await catalogue.downloads.add([VICTIM])

    assert await streamed(catalogue) == [VICTIM]


async def test_a_broken_row_is_set_aside_in_postgresql_too(postgres_url: str, tmp_path: Path) -> None:
    catalogue = await SqlCatalogue.open(StorageSection(url=postgres_url), tmp_path)
    await catalogue.downloads.add([GOOD[0], VICTIM, GOOD[1]])
    await catalogue._writer.run(
        lambda connection: connection.exec_driver_sql("UPDATE downloads SET settings = 'x' WHERE position = 2").close()
    )

    found = await streamed(catalogue)

    assert [type(record) for record in found] == [DownloadRecord, BrokenRecord, DownloadRecord]
    assert await streamed(catalogue) == GOOD
    await catalogue.close()


async def test_what_is_added_meanwhile_is_not_part_of_the_stream(catalogue: SqlCatalogue) -> None:
    await catalogue.downloads.add([a_record(1), a_record(2)])
    found: list[DownloadRecord | BrokenRecord] = []

    async for batch in catalogue.downloads.stream(1):
        found += batch
        await catalogue.downloads.add([a_record(10 + len(found))])

    assert found == [a_record(1), a_record(2)]


async def test_what_is_removed_meanwhile_is_passed_over(catalogue: SqlCatalogue) -> None:
    records = [a_record(number) for number in range(4)]
    await catalogue.downloads.add(records)
    found: list[DownloadRecord | BrokenRecord] = []

    async for batch in catalogue.downloads.stream(1):
        found += batch
        await catalogue.downloads.remove([records[number].infohashes.identity for number in (1, 2)])

    assert found == [records[0], records[3]]


async def test_a_batch_of_large_torrents_ends_early(catalogue: SqlCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "PAGE_BYTES", 2500)
    records = [a_record(number, torrent=bytes(1000)) for number in range(7)]
    await catalogue.downloads.add(records)

    batches = [list(batch) async for batch in catalogue.downloads.stream()]

    assert [len(batch) for batch in batches] == [3, 3, 1]
    assert [record for batch in batches for record in batch] == records
