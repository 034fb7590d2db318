"""The live table: rows, revisions, removals, names."""

import asyncio

import pytest

from tests.builders import a_download, a_transfer, a_v2_infohash, an_infohash, some_infohashes, some_settings
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity, DownloadState
from tribler_core.domain.events import Event, StateChanged
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.table import LiveTable

START = Revision(1_700_000_000_000_000)


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def table(events: list[Event]) -> LiveTable:
    return LiveTable(START, events.append, removals_kept=3)


def stopped(number: int) -> Download:
    return a_download(number, transfer=a_transfer(paused=True))


def test_every_change_has_a_revision_of_its_own(table: LiveTable) -> None:
    table.put(a_download(1))
    first = table.revision
    table.put(a_download(2))

    assert START < first < table.revision
    assert table.row_revision(an_infohash(1)) == first
    assert table.row_revision(an_infohash(2)) == table.revision
    assert table.row_revision(an_infohash(3)) is None


def test_an_equal_row_is_no_change(table: LiveTable) -> None:
    table.put(a_download(1))
    before = table.revision
    table.put(a_download(1))

    assert table.revision == before


def test_a_touched_row_counts_as_changed_and_is_another_object(table: LiveTable) -> None:
    table.put(a_download(1))
    before, row = table.revision, table.get(an_infohash(1))
    table.touch(an_infohash(1))

    assert table.since(before).changed == [row]
    assert table.get(an_infohash(1)) is not row


def test_a_delta_holds_the_latest_of_each_row_the_oldest_change_first(table: LiveTable) -> None:
    for number in (1, 2, 3):
        table.put(a_download(number))
    seen = table.revision
    table.put(stopped(3))
    table.put(stopped(1))
    table.put(a_download(3))

    delta = table.since(seen)

    assert delta.changed == [stopped(1), a_download(3)]
    assert (delta.full, delta.removed, delta.revision) == (False, [], table.revision)


def test_a_reader_who_is_up_to_date_is_told_nothing(table: LiveTable) -> None:
    table.put(a_download(1))

    delta = table.since(table.revision)

    assert (delta.full, delta.changed, delta.removed) == (False, [], [])


def test_a_removal_is_told_once_and_a_return_takes_it_back(table: LiveTable) -> None:
    table.put(a_download(1))
    seen = table.revision
    table.remove(an_infohash(1))
    gone = table.since(seen)
    table.put(a_download(1))
    back = table.since(seen)

    assert (gone.changed, gone.removed) == ([], [an_infohash(1)])
    assert (back.changed, back.removed) == ([a_download(1)], [])


def test_removing_what_is_not_there_is_no_change(table: LiveTable) -> None:
    table.remove(an_infohash(1))

    assert table.revision == START


def test_who_missed_more_removals_than_are_kept_gets_everything(table: LiveTable) -> None:
    for number in range(5):
        table.put(a_download(number))
    seen = table.revision
    for number in range(3):
        table.remove(an_infohash(number))
    just_in_time = table.since(seen)
    table.remove(an_infohash(3))

    assert not just_in_time.full
    assert table.since(seen).full
    assert table.since(seen).changed == [a_download(4)]
    assert not table.since(Revision(seen + 1)).full


@pytest.mark.parametrize("distance", [-1, 10])
def test_a_revision_of_another_process_gets_everything(table: LiveTable, distance: int) -> None:
    table.put(a_download(1))

    delta = table.since(Revision(START + distance))

    assert delta.full
    assert delta.changed == [a_download(1)]


def test_rows_are_listed_in_order_of_adding_whatever_changes(table: LiveTable) -> None:
    for number in (3, 1, 2):
        table.put(a_download(number))
    table.put(stopped(3))
    table.remove(an_infohash(1))
    table.put(a_download(1))

    assert [row.infohash for row in table.rows()] == [an_infohash(3), an_infohash(2), an_infohash(1)]
    assert table.page(1, 1) == [a_download(2)]
    assert table.page(2, None) == [a_download(1)]


def test_arranging_changes_the_order_and_the_revision_but_no_row(table: LiveTable) -> None:
    for number in (1, 2, 3):
        table.put(a_download(number))
    seen = table.revision
    table.arrange([an_infohash(3), an_infohash(9), an_infohash(1)])

    assert [row.infohash for row in table.walk()] == [an_infohash(3), an_infohash(1), an_infohash(2)]
    assert table.revision > seen
    assert table.since(seen).changed == []


def test_a_hybrid_is_found_by_both_names(table: LiveTable) -> None:
    hybrid = a_download(infohashes=some_infohashes(hybrid=True))
    table.put(hybrid)

    assert table.get(a_v2_infohash()) == hybrid
    assert table.resolve(a_v2_infohash()) == an_infohash()
    assert table.row_revision(a_v2_infohash()) == table.revision
    assert len(table) == 1

    table.remove(an_infohash())

    assert table.get(a_v2_infohash()) is None
    assert table.resolve(a_v2_infohash()) is None


def test_a_v2_magnet_that_turns_out_to_be_a_hybrid_changes_its_name(table: LiveTable) -> None:
    table.put(a_download(infohashes=InfoHashes(None, a_v2_infohash())))
    seen = table.revision
    hybrid = a_download(infohashes=some_infohashes(hybrid=True))
    table.put(hybrid)

    delta = table.since(seen)

    assert (delta.changed, delta.removed) == ([hybrid], [a_v2_infohash()])
    assert table.get(a_v2_infohash()) == hybrid
    assert len(table) == 1


def test_a_change_of_state_is_published_and_a_change_of_anything_else_is_not(
    table: LiveTable, events: list[Event]
) -> None:
    table.put(a_download(1))
    table.put(a_download(1, settings=some_settings(sequential=True)))
    table.put(stopped(1))

    assert events == [StateChanged(an_infohash(1), DownloadState.STOPPED)]


def test_the_states_are_counted(table: LiveTable) -> None:
    table.put(a_download(1))
    table.put(a_download(2))
    table.put(a_download(3, transfer=a_transfer(activity=Activity.SEEDING)))
    table.put(stopped(2))
    table.remove(an_infohash(3))

    assert {state: count for state, count in table.states.items() if count} == {
        DownloadState.DOWNLOADING: 1,
        DownloadState.STOPPED: 1,
    }


async def test_waiting_ends_with_the_next_change_for_everybody_who_waits(table: LiveTable) -> None:
    waiters = [asyncio.ensure_future(table.wait_changed(table.revision)) for _ in range(3)]
    await asyncio.sleep(0)
    waiters[0].cancel()
    await asyncio.sleep(0)
    assert not waiters[1].done()

    table.put(a_download(1))

    await asyncio.wait_for(asyncio.gather(*waiters[1:]), 60)


async def test_waiting_for_what_has_happened_does_not_wait(table: LiveTable) -> None:
    seen = table.revision
    table.put(a_download(1))

    await asyncio.wait_for(table.wait_changed(seen), 60)
    await asyncio.wait_for(table.wait_changed(Revision(table.revision + 5)), 60)
