"""Parts of the list."""

import asyncio
from collections.abc import Callable

import pytest

from tests.builders import a_download, a_finished_transfer, a_transfer, an_infohash
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.foundation.turns import FEW
from tribler_core.foundation.units import Bytes, Revision
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.downloads.views import SortField, View, select

SIZES = {1: 30, 2: 10, 3: 20, 4: 10}


@pytest.fixture
def table() -> LiveTable:
    table = LiveTable(Revision(1), lambda event: None)
    for number, size in SIZES.items():
        transfer = a_transfer(name=f"Name {number}", size=Bytes(size), queue_position=number if number > 2 else None)
        table.put(a_download(number, transfer=transfer))
    table.put(a_download(5, transfer=a_finished_transfer(name="done", size=Bytes(5))))
    return table


def numbers(rows: list[Download]) -> list[int]:
    names = {an_infohash(number): number for number in range(1, 6)}
    return [names[row.infohash] for row in rows]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View(), [1, 2, 3, 4, 5]),
        (View(offset=1, limit=2), [2, 3]),
        (View(offset=9), []),
        (View(limit=0), []),
        (View(descending=True), [5, 4, 3, 2, 1]),
        (View(descending=True, offset=1, limit=2), [4, 3]),
        (View(sort=SortField.SIZE), [5, 2, 4, 3, 1]),
        (View(sort=SortField.SIZE, descending=True), [1, 3, 2, 4, 5]),
        (View(sort=SortField.SIZE, offset=1, limit=2), [2, 4]),
        (View(sort=SortField.SIZE, descending=True, offset=1, limit=3), [3, 2, 4]),
        (View(sort=SortField.NAME), [5, 1, 2, 3, 4]),
        (View(sort=SortField.QUEUE_POSITION, limit=2), [3, 4]),
        (View(states=frozenset({DownloadState.SEEDING})), [5]),
        (View(states=frozenset({DownloadState.DOWNLOADING}), limit=2, offset=1), [2, 3]),
        (View(name="NAME"), [1, 2, 3, 4]),
        (View(name="e 3"), [3]),
        (View(name="name", states=frozenset({DownloadState.SEEDING})), []),
    ],
)
async def test_a_view_is_the_rows_it_names_in_the_order_it_names(
    table: LiveTable, view: View, expected: list[int]
) -> None:
    assert numbers(await select(table, view)) == expected


@pytest.mark.parametrize("field", SortField)
async def test_every_field_sorts(table: LiveTable, field: SortField) -> None:
    everything = await select(table, View(sort=field))
    assert len(everything) == len(table)
    assert await select(table, View(sort=field, limit=2)) == everything[:2]


async def test_a_page_walks_no_further_than_its_end(table: LiveTable, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Download] = []
    state: Callable[[Download], str] = Download.name.fget  # type: ignore[attr-defined]

    def name(row: Download) -> str:
        asked.append(row)
        return state(row)

    monkeypatch.setattr(Download, "name", property(name))
    await select(table, View(name="name", limit=2))

    assert len(asked) == 2


async def test_many_rows_are_sorted_while_others_have_their_turn_and_the_table_may_change() -> None:
    table = LiveTable(Revision(1), lambda event: None)
    for number in range(FEW + 1):
        table.put(a_download(number + 1, transfer=a_transfer(name=f"{number}", size=Bytes(number))))
    sorting = asyncio.ensure_future(select(table, View(sort=SortField.SIZE, descending=True)))
    await asyncio.sleep(0)
    assert not sorting.done()
    table.remove(an_infohash(1))

    assert [row.transfer.size for row in await sorting] == [*range(FEW, -1, -1)]
