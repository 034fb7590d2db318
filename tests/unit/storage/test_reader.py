"""Reads go on while somebody writes."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.builders import a_record, an_infohash
from tribler_core.domain.errors import CatalogueError
from tribler_core.storage.catalogue import SqlCatalogue
from tribler_core.storage.opening.database import open_database, sqlite_url
from tribler_core.storage.reader import Reader


async def test_reading_does_not_wait_for_a_write(catalogue: SqlCatalogue) -> None:
    await catalogue.downloads.add([a_record(1)])
    writing, finish = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM downloads")
        writing.set()
        assert finish.wait(10)

    task = asyncio.create_task(catalogue._writer.run(slow))
    await asyncio.to_thread(writing.wait, 10)

    assert await catalogue.downloads.count() == 1
    assert [len(batch) async for batch in catalogue.downloads.stream()] == [1]
    finish.set()
    await task
    assert await catalogue.downloads.count() == 0


async def test_a_reader_cannot_write(file: Path) -> None:
    opened = open_database(sqlite_url(file))
    reader = Reader(opened.reading, threads=1)

    with pytest.raises(CatalogueError, match="readonly"):
        await reader.run(lambda connection: connection.exec_driver_sql("DELETE FROM downloads").close())

    await reader.close()
    opened.close()


async def test_a_closed_catalogue_answers_in_the_domains_words(catalogue: SqlCatalogue) -> None:
    await catalogue.close()

    with pytest.raises(CatalogueError, match="closed"):
        await catalogue.downloads.record(an_infohash())
