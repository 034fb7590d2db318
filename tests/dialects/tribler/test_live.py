"""The live table as a stream, against a table of its own."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest

from tests.builders import a_download, a_transfer, an_infohash
from tribler_core.dialects.tribler import live
from tribler_core.dialects.tribler.live import changes, merged, pages
from tribler_core.foundation.units import Revision, Seconds
from tribler_core.services.downloads.table import Delta, LiveTable
from tribler_core.web.json import dumps
from tribler_core.web.rows.encoded import EncodedRows

START = Revision(1000)
AT_ONCE = Seconds(0)


def a_table(*numbers: int) -> LiveTable:
    table = LiveTable(START, lambda _: None)
    for number in numbers:
        table.put(a_download(number))
    return table


def some_rows() -> EncodedRows:
    return EncodedRows(lambda download: dumps({"infohash": download.infohash}))


def parsed(page: bytes) -> dict[str, Any]:
    name, data, *rest = page.decode().split("\n")
    assert (name, rest) == ("event: downloads_changed", ["", ""])
    facts: dict[str, Any] = json.loads(data.removeprefix("data: "))
    facts["downloads"] = [row["infohash"] for row in facts["downloads"]]
    return facts


async def test_a_reader_who_knows_nothing_is_told_everything_first() -> None:
    table = a_table(1, 2)
    async with aclosing(changes(table, some_rows(), interval=AT_ONCE, since=Revision(0))) as stream:
        first = parsed(await anext(stream))

    assert first == {
        "revision": table.revision,
        "full": True,
        "removed": [],
        "downloads": [an_infohash(1), an_infohash(2)],
    }


async def test_a_reader_who_is_up_to_date_waits_for_a_change() -> None:
    table = a_table(1, 2)
    async with aclosing(changes(table, some_rows(), interval=AT_ONCE, since=table.revision)) as stream:
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        assert not waiting.done()
        table.put(a_download(1, transfer=a_transfer(progress=0.6)))
        table.remove(an_infohash(2))
        told = parsed(await waiting)

    assert told == {
        "revision": table.revision,
        "full": False,
        "removed": [an_infohash(2)],
        "downloads": [an_infohash(1)],
    }


async def test_an_empty_table_is_told_too() -> None:
    async with aclosing(changes(a_table(), some_rows(), interval=AT_ONCE, since=Revision(0))) as stream:
        assert parsed(await anext(stream))["full"]


def test_a_large_delta_comes_in_pages_of_which_only_the_last_moves_the_revision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "PAGE", 2)
    rows = [a_download(number) for number in range(5)]
    delta = Delta(Revision(9), full=True, changed=rows, removed=[])
    told = [parsed(page) for page in pages(delta, Revision(3), some_rows())]

    assert [page["revision"] for page in told] == [3, 3, 9]
    assert [page["full"] for page in told] == [True, False, False]
    assert [infohash for page in told for infohash in page["downloads"]] == [row.infohash for row in rows]


async def test_merged_streams_end_with_the_first_that_ends() -> None:
    closed: list[str] = []

    async def endless() -> AsyncGenerator[bytes, None]:
        try:
            yield b"endless"
            await asyncio.Event().wait()
        finally:
            closed.append("endless")

    async def short() -> AsyncGenerator[bytes, None]:
        yield b"short"

    heard = {chunk async for chunk in merged(endless(), short())}

    assert heard == {b"endless", b"short"}
    assert closed == ["endless"]


async def test_a_stream_that_fails_ends_all_of_them(caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> AsyncGenerator[bytes, None]:
        yield b"before"
        raise RuntimeError("boom")

    async def endless() -> AsyncGenerator[bytes, None]:
        await asyncio.Event().wait()
        yield b"never"

    assert [chunk async for chunk in merged(broken(), endless())] == [b"before"]
    assert "boom" in caplog.text
