"""Many requests at once, and what happens between them."""

import asyncio

import pytest

from tests.builders import a_magnet, a_metainfo, an_add, an_infohash
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import CatalogueError, DownloadNotFound, EngineFailure, TorrentDecodeError
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.services.downloads.requests import Added, Change, Removal, Removed

STOP = DownloadPatch(command=Command.STOP)


async def test_each_request_is_answered_in_its_place(room: Room) -> None:
    one, two = [(await room.downloads.add(an_add(number))).infohash for number in (1, 2)]

    answers = await room.downloads.batch(
        [
            an_add(3),
            an_add(source=TorrentSource(b"broken")),
            Change(one, STOP),
            Removal(infohash=two, with_data=True),
            Change(an_infohash(9), STOP),
            an_add(1),
        ]
    )

    assert answers[0] == Added(a_metainfo(3).infohash, existed=False)
    assert isinstance(answers[1], TorrentDecodeError)
    assert isinstance(answers[2], Download)
    assert answers[3] == Removed(two)
    assert isinstance(answers[4], DownloadNotFound)
    assert answers[5] == Added(one, existed=True)
    assert room.engine.deleted == [two]


async def test_a_batch_about_different_downloads_is_one_transaction(room: Room) -> None:
    one, two = [(await room.downloads.add(an_add(number))).infohash for number in (1, 2)]
    before = room.catalogue.transactions

    await room.downloads.batch([an_add(3), an_add(4), Change(one, STOP), Removal(infohash=two, with_data=False)])

    assert room.catalogue.transactions == before + 1
    assert room.catalogue.records.keys() == {one, a_metainfo(3).infohash, a_metainfo(4).infohash}
    assert room.catalogue.records[one].settings.user_stopped


async def test_requests_for_one_download_are_done_in_their_order(room: Room) -> None:
    infohash = a_metainfo().infohash

    answers = await room.downloads.batch(
        [an_add(), Change(infohash, STOP), Removal(infohash=infohash, with_data=False), an_add(stopped=True)]
    )

    assert [type(answer) for answer in answers] == [Added, Download, Removed, Added]
    assert room.downloads.get(infohash).settings.user_stopped


async def test_what_the_engine_refuses_is_taken_back_and_the_rest_stays(room: Room) -> None:
    room.engine.refusals[a_metainfo(2).infohash] = EngineFailure("no")

    answers = await room.downloads.batch([an_add(1), an_add(2), an_add(3)])

    assert [isinstance(answer, EngineFailure) for answer in answers] == [False, True, False]
    assert room.catalogue.records.keys() == {a_metainfo(1).infohash, a_metainfo(3).infohash}
    assert len(room.table) == 2


async def test_when_the_database_refuses_nothing_has_happened(room: Room) -> None:
    one, two = [(await room.downloads.add(an_add(number))).infohash for number in (1, 2)]
    before = room.table.rows()
    room.catalogue.failing = True

    answers = await room.downloads.batch([an_add(3), Change(one, STOP), Removal(infohash=two, with_data=True)])

    assert all(isinstance(answer, CatalogueError) for answer in answers)
    assert room.table.rows() == before
    assert room.engine.torrents.keys() == {one, two}
    assert not room.engine.torrent(one).transfer.paused


async def test_of_concurrent_adds_of_one_torrent_one_wins_and_the_others_see_it(room: Room) -> None:
    answers = await asyncio.gather(*(room.downloads.add(an_add(source=a_magnet())) for _ in range(5)))

    assert sorted(answer.existed for answer in answers) == [False, True, True, True, True]
    assert len(room.engine.orders) == 1


async def test_a_removal_waits_for_the_add_that_came_before_it(room: Room) -> None:
    room.engine.gate.clear()
    add = asyncio.ensure_future(room.downloads.add(an_add()))
    await room.settle()
    removal = asyncio.ensure_future(room.downloads.remove(a_metainfo().infohash, with_data=False))
    await room.settle()
    assert not removal.done()

    room.engine.gate.set()
    await asyncio.gather(add, removal)

    assert len(room.table) == 0
    assert room.engine.torrents == {}
    assert room.catalogue.records == {}


async def test_what_has_begun_is_finished_when_the_caller_goes_away(room: Room) -> None:
    room.engine.gate.clear()
    add = asyncio.ensure_future(room.downloads.add(an_add()))
    await room.settle()
    add.cancel()
    room.engine.gate.set()
    await room.settle()

    assert add.cancelled()
    assert room.engine.holds(a_metainfo().infohash)
    assert room.downloads.get(a_metainfo().infohash).transfer.size > 0


async def test_a_bug_in_one_part_is_not_taken_for_an_answer(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    added = await room.downloads.add(an_add())

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(room.engine, "apply", broken)
    with pytest.raises(ZeroDivisionError):
        await room.downloads.update(added.infohash, STOP)


async def test_nothing_asked_is_nothing_answered(room: Room) -> None:
    assert await room.downloads.batch([]) == []
