"""Start-up: everything comes back once, in order, while everybody already asks."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    a_magnet_record,
    a_metainfo,
    a_record,
    an_add,
    an_infohash,
    some_settings,
)
from tests.fakes.catalogue import FakeCatalogue, FakeStore
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import DownloadState, Hold
from tribler_core.domain.errors import CatalogueError, DownloadNotFound, EngineFailure
from tribler_core.domain.events import DownloadFailed, RecordSetAside
from tribler_core.domain.ports import BrokenRecord, DownloadRecord, LastWords
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.life.loading import AT_ONCE, CLEAN_STOP

STOP = DownloadPatch(command=Command.STOP)


def a_room(*records: DownloadRecord | BrokenRecord, clean: bool = True, **parts: Any) -> Room:
    """A room whose catalogue holds these, after an orderly stop or a kill."""
    store = FakeStore({CLEAN_STOP: []} if clean else {})
    return Room(catalogue=FakeCatalogue(*records), store=store, **parts)


def infohash_of(number: int) -> InfoHash:
    return a_metainfo(number).infohash


async def half_way(*records: DownloadRecord) -> Room:
    """A room whose engine is slow: the first batch waits to be let in, the next was read."""
    room = a_room(*records)
    room.engine.gate.clear()
    await room.downloads.start()
    await room.settle()
    return room


class SlowCatalogue(FakeCatalogue):
    """Hands out one record at a time, each when a test says so."""

    def __init__(self, *records: DownloadRecord) -> None:
        super().__init__(*records)
        self.next_one = asyncio.Semaphore(0)

    async def stream(self, batch_size: int = 500) -> Any:
        for record in list(self.records.values()):
            await self.next_one.acquire()
            yield [record]


async def test_an_empty_catalogue_is_loaded_at_once() -> None:
    room = await a_room().start()

    assert (room.downloads.checkpoints.total, room.downloads.checkpoints.all_loaded) == (0, True)


async def test_everything_comes_back_in_order_of_adding() -> None:
    room = await a_room(*(a_record(number) for number in range(1200))).start()

    assert [row.infohash for row in room.table.rows()] == [infohash_of(number) for number in range(1200)]
    assert all(row.hold is Hold.NONE for row in room.table.rows())
    assert room.downloads.checkpoints.loaded == 1200
    assert len(room.engine.torrents) == 1200


async def test_the_engine_gets_what_was_stored() -> None:
    settings = some_settings(user_stopped=True)
    room = await a_room(a_record(1, settings=settings, resume_data=None), a_magnet_record(2)).start()

    torrent, magnet = room.engine.orders
    assert (torrent.torrent, torrent.magnet, torrent.settings) == (a_metainfo(1).data, None, settings)
    assert (magnet.torrent, magnet.magnet) == (None, a_magnet_record(2).magnet)
    assert room.downloads.get(infohash_of(1)).state is DownloadState.STOPPED


async def test_the_list_shows_what_is_on_its_way_and_checkpoints_tell_the_truth() -> None:
    room = await half_way(*(a_record(number) for number in range(600)))

    assert room.downloads.checkpoints.total == 600
    assert room.downloads.checkpoints.loaded == 0
    assert len(room.table) == AT_ONCE
    assert room.downloads.get(infohash_of(0)).state is DownloadState.WAITING_FOR_HASHCHECK

    room.engine.gate.set()
    await room.until(lambda: room.downloads.checkpoints.all_loaded)

    assert room.downloads.checkpoints.loaded == 600
    assert room.downloads.get(infohash_of(0)).state is not DownloadState.WAITING_FOR_HASHCHECK


async def test_a_broken_record_is_told_and_the_rest_goes_on() -> None:
    room = await a_room(BrokenRecord("17", "no settings"), a_record(1)).start()

    assert room.heard_of(RecordSetAside) == [RecordSetAside("17", "no settings")]
    assert len(room.table) == 1
    assert room.downloads.checkpoints.all_loaded


async def test_what_the_engine_refuses_stays_listed_with_its_error() -> None:
    room = a_room(a_record(1), a_record(2))
    room.engine.refusals[infohash_of(1)] = EngineFailure("corrupt")
    await room.start()

    row = room.downloads.get(infohash_of(1))
    assert (row.state, row.error) == (DownloadState.STOPPED_ON_ERROR, "corrupt")
    assert room.heard_of(DownloadFailed) == [DownloadFailed(infohash_of(1), "corrupt")]
    assert room.engine.holds(infohash_of(2))

    room.engine.refusals.clear()
    resumed = await room.downloads.update(infohash_of(1), DownloadPatch(command=Command.RESUME))

    assert resumed.state is DownloadState.DOWNLOADING


async def test_after_a_kill_more_is_looked_for_than_was_saved() -> None:
    records = (a_record(1), a_record(2), a_magnet_record(3))
    killed, clean = a_room(*records, clean=False), a_room(*records)
    await killed.start()
    await clean.start()

    assert [order.recover for order in killed.engine.orders] == [True, True, True]
    assert [order.recover for order in clean.engine.orders] == [False, False, False]


async def test_what_became_complete_while_it_was_saved_is_doubted_after_a_kill() -> None:
    room = await Room().start()
    infohash = (await room.downloads.add(an_add())).infohash
    save = room.engine.save_resume_data

    async def save_and_complete(infohashes: Iterable[InfoHash], *, flush: bool = False) -> dict[InfoHash, bytes]:
        saved = await save(infohashes, flush=flush)
        room.engine.complete(infohash)
        return saved

    room.engine.save_resume_data = save_and_complete  # type: ignore[method-assign]
    await room.parts.keeping.save([infohash])
    assert room.downloads.get(infohash).complete

    after_a_kill = await (await room.killed()).start()

    assert [order.recover for order in after_a_kill.engine.orders] == [True]


async def test_what_was_refused_after_a_kill_is_looked_through_when_it_is_taken() -> None:
    room = a_room(a_record(1), clean=False)
    room.engine.refusals[infohash_of(1)] = EngineFailure("no more files may be open")
    await room.start()
    again = await (await room.restarted()).start()

    assert [order.recover for order in again.engine.orders] == [True]


async def test_whether_a_stop_was_clean_is_told_to_the_next_process() -> None:
    room = await a_room(a_record(1)).start()
    again = await (await room.restarted()).start()
    assert [order.recover for order in again.engine.orders] == [False]

    after_a_kill = await (await again.killed()).start()

    assert [order.recover for order in after_a_kill.engine.orders] == [True]


async def test_what_the_engine_says_at_its_end_is_stored_before_the_word_of_a_clean_stop() -> None:
    room = await a_room(a_record(1)).start()
    save, words = room.catalogue.save_resume_data, []

    async def note_the_word(data: Mapping[InfoHash, bytes], complete: Mapping[InfoHash, bool]) -> None:
        words.append(CLEAN_STOP in room.store.values)
        await save(data, complete)

    room.catalogue.save_resume_data = note_the_word  # type: ignore[method-assign]
    await room.downloads.stop(Seconds(10))
    await room.downloads.part(LastWords({infohash_of(1): b"last"}, whole=True))

    assert room.catalogue.records[infohash_of(1)].resume_data == b"last"
    assert words
    assert not any(words)
    assert CLEAN_STOP in room.store.values


async def test_a_kill_before_the_last_words_are_stored_is_no_clean_stop() -> None:
    room = await a_room(a_record(1)).start()
    await room.downloads.stop(Seconds(10))

    after = await room.successor().start()

    assert [order.recover for order in after.engine.orders] == [True]


async def test_last_words_that_could_not_be_stored_are_no_clean_stop() -> None:
    room = await a_room(a_record(1)).start()
    await room.downloads.stop(Seconds(10))
    room.catalogue.failing = True

    with pytest.raises(CatalogueError):
        await room.downloads.part(LastWords({infohash_of(1): b"last"}, whole=True))

    assert CLEAN_STOP not in room.store.values


async def test_an_engine_that_had_no_time_for_all_is_doubted() -> None:
    room = await a_room(a_record(1)).start()
    await room.downloads.stop(Seconds(10))
    await room.downloads.part(LastWords({}, whole=False))

    after = await room.successor().start()

    assert [order.recover for order in after.engine.orders] == [True]


async def test_a_stop_before_the_end_of_a_recovery_leaves_it_to_the_next_process() -> None:
    room = a_room(a_record(1), clean=False)
    room.engine.gate.clear()
    await room.downloads.start()
    await room.settle()

    again = await (await room.restarted()).start()

    assert [order.recover for order in again.engine.orders] == [True]


async def test_a_stop_during_loading_loses_nothing() -> None:
    room = await half_way(*(a_record(number) for number in range(600)))

    again = await (await room.restarted()).start()

    assert len(again.table) == 600


async def test_a_hidden_download_is_held_with_its_name_and_trackers() -> None:
    metainfo = a_metainfo(1, trackers=["http://tracker/a"])
    hidden = some_settings(hops=Hops(1), safe_seeding=True)
    record = replace(a_record(), infohashes=metainfo.infohashes, torrent=metainfo.data, settings=hidden)
    room = await a_room(record, a_magnet_record(2, settings=hidden)).start()

    row = room.downloads.get(metainfo.infohash)
    assert (row.state, row.name, row.transfer.size) == (DownloadState.CIRCUITS, "imagined 1", metainfo.size)
    assert [tracker.url for tracker in row.trackers] == ["http://tracker/a"]
    assert room.downloads.get(an_infohash(2)).name == "imagined 2"
    assert room.engine.orders == []


async def test_who_is_asked_for_comes_ahead_of_its_turn() -> None:
    catalogue = SlowCatalogue(*(a_record(number) for number in range(3)))
    room = Room(catalogue=catalogue)
    await room.downloads.start()

    row = await room.downloads.find(infohash_of(2))
    assert (row.hold, len(room.table)) == (Hold.NONE, 1)
    for _ in range(4):
        catalogue.next_one.release()
    await room.until(lambda: room.downloads.checkpoints.all_loaded)

    assert [row.infohash for row in room.table.rows()] == [infohash_of(number) for number in range(3)]
    assert len(room.engine.orders) == 3


async def test_what_is_nowhere_is_not_found_while_loading() -> None:
    room = Room(catalogue=SlowCatalogue(a_record(1)))
    await room.downloads.start()

    with pytest.raises(DownloadNotFound):
        await room.downloads.find(infohash_of(2))


async def test_a_patch_before_its_turn_is_not_lost() -> None:
    catalogue = SlowCatalogue(a_record(1))
    room = Room(catalogue=catalogue)
    await room.downloads.start()

    await room.downloads.update(infohash_of(1), STOP)
    catalogue.next_one.release()
    catalogue.next_one.release()
    await room.until(lambda: room.downloads.checkpoints.all_loaded)

    assert room.downloads.get(infohash_of(1)).state is DownloadState.STOPPED
    assert catalogue.records[infohash_of(1)].settings.user_stopped


async def test_a_patch_of_a_download_that_is_just_handed_over_waits_for_it() -> None:
    room = await half_way(a_record(1))
    update = asyncio.ensure_future(room.downloads.update(infohash_of(1), STOP))
    await room.settle()
    assert not update.done()

    room.engine.gate.set()
    await update

    assert room.engine.torrent(infohash_of(1)).transfer.paused


async def test_what_is_removed_before_its_turn_does_not_come_back() -> None:
    room = a_room(*(a_record(number) for number in range(600)))
    room.engine.gate.clear()
    await room.downloads.start()
    await room.settle()
    in_the_batch_that_was_read = infohash_of(AT_ONCE + 50)
    removal = asyncio.ensure_future(room.downloads.remove(in_the_batch_that_was_read, with_data=False))
    await room.settle()
    room.engine.gate.set()
    await removal
    await room.until(lambda: room.downloads.checkpoints.all_loaded)

    assert len(room.table) == 599
    assert room.table.get(in_the_batch_that_was_read) is None
    assert not room.engine.holds(in_the_batch_that_was_read)


async def test_what_is_added_again_before_its_turn_is_there_once() -> None:
    catalogue = SlowCatalogue(a_record(1, settings=some_settings(user_stopped=True)))
    room = Room(catalogue=catalogue)
    await room.downloads.start()

    answer = await room.downloads.add(an_add(1))
    catalogue.next_one.release()
    catalogue.next_one.release()
    await room.until(lambda: room.downloads.checkpoints.all_loaded)

    assert answer.existed
    assert len(room.engine.orders) == 1
    assert room.downloads.get(infohash_of(1)).settings.user_stopped


async def test_what_is_added_while_loading_is_listed_last() -> None:
    catalogue = SlowCatalogue(a_record(1), a_record(2))
    room = Room(catalogue=catalogue)
    await room.downloads.start()
    catalogue.next_one.release()
    await room.settle()
    await room.downloads.add(an_add(9))
    catalogue.next_one.release()
    await room.until(lambda: room.downloads.checkpoints.all_loaded)

    assert [row.infohash for row in room.table.rows()] == [infohash_of(1), infohash_of(2), infohash_of(9)]


async def test_videos_are_known_after_a_start() -> None:
    film = a_metainfo(1, files={"film.mp4": 10})
    room = await a_room(replace(a_record(), infohashes=film.infohashes, torrent=film.data)).start()

    assert room.downloads.get(film.infohash).streamable


async def hang(*_: object, **__: object) -> dict[InfoHash, bytes]:
    await asyncio.Event().wait()
    return {}


async def test_stopping_takes_no_longer_than_it_may(caplog: pytest.LogCaptureFixture) -> None:
    room = await a_room(a_record(1)).start()
    room.engine.save_resume_data = hang  # type: ignore[method-assign]
    room.engine.change(infohash_of(1), done=5)
    await room.downloads.stop(Seconds(0.01))
    await room.downloads.part(LastWords({}, whole=True))

    assert "not everything could be saved" in caplog.text
    assert CLEAN_STOP not in room.store.values


async def test_a_stop_that_failed_is_no_clean_stop_whatever_the_engine_says() -> None:
    room = await a_room(a_record(1)).start()
    room.engine.change(infohash_of(1), done=5)
    room.catalogue.failing = True
    await room.downloads.stop(Seconds(10))
    room.catalogue.failing = False
    await room.downloads.part(LastWords({infohash_of(1): b"last"}, whole=True))

    assert room.catalogue.records[infohash_of(1)].resume_data == b"last"
    assert CLEAN_STOP not in room.store.values


async def test_a_stop_that_was_broken_off_is_no_clean_stop() -> None:
    room = await a_room(a_record(1)).start()
    room.engine.save_resume_data = hang  # type: ignore[method-assign]
    room.engine.change(infohash_of(1), done=5)
    stopping = asyncio.ensure_future(room.downloads.stop(Seconds(60)))
    await room.settle()
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping
    await room.downloads.part(LastWords({infohash_of(1): b"last"}, whole=True))

    assert room.catalogue.records[infohash_of(1)].resume_data == b"last"
    assert CLEAN_STOP not in room.store.values
