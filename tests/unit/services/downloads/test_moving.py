"""Moves: short ones are waited for, long ones go on, and the destination is where the content is."""

import asyncio
from pathlib import PurePath

import pytest

from tests.builders import DOWNLOADS, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import Command, DownloadPatch, Move
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import StorageMoveFailed
from tribler_core.domain.events import DownloadFailed
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds

ELSEWHERE = PurePath("/elsewhere")
MOVE = DownloadPatch(move=Move(destination=ELSEWHERE))


@pytest.fixture
async def infohash(room: Room) -> InfoHash:
    return (await room.downloads.add(an_add())).infohash


@pytest.fixture
def slow(room: Room, infohash: InfoHash) -> Room:
    """A disk that takes longer than anybody waits."""
    room.parts.moving._patience = Seconds(0)
    room.engine.gate.clear()
    return room


async def test_a_long_move_goes_on_after_the_answer(slow: Room, infohash: InfoHash) -> None:
    row = await slow.downloads.update(infohash, MOVE)
    assert row.settings.destination == DOWNLOADS
    assert row.state is DownloadState.MOVING

    slow.engine.gate.set()
    await slow.settle()

    assert slow.downloads.get(infohash).settings.destination == ELSEWHERE
    assert slow.catalogue.records[infohash].settings.destination == ELSEWHERE


async def test_other_changes_during_a_move_are_not_lost(slow: Room, infohash: InfoHash) -> None:
    await slow.downloads.update(infohash, MOVE)
    await slow.downloads.update(infohash, DownloadPatch(command=Command.STOP))
    slow.engine.gate.set()
    await slow.settle()

    settings = slow.catalogue.records[infohash].settings
    assert (settings.destination, settings.user_stopped) == (ELSEWHERE, True)


async def test_a_long_move_that_fails_is_told_by_an_event(slow: Room, infohash: InfoHash) -> None:
    await slow.downloads.update(infohash, MOVE)
    slow.engine.refuse_files = "no space"
    slow.engine.gate.set()
    await slow.settle()

    (failed,) = slow.heard_of(DownloadFailed)
    assert "no space" in failed.message
    assert slow.downloads.get(infohash).settings.destination == DOWNLOADS


async def test_there_is_one_move_at_a_time(slow: Room, infohash: InfoHash) -> None:
    await slow.downloads.update(infohash, MOVE)

    with pytest.raises(StorageMoveFailed, match="already"):
        await slow.downloads.update(infohash, MOVE)

    slow.engine.gate.set()
    await slow.settle()
    await slow.downloads.update(infohash, MOVE)


async def test_a_download_may_be_removed_while_it_is_moved(slow: Room, infohash: InfoHash) -> None:
    await slow.downloads.update(infohash, MOVE)
    await slow.downloads.remove(infohash, with_data=False)
    slow.engine.gate.set()
    await slow.settle()

    assert slow.heard_of(DownloadFailed) == []
    assert len(slow.table) == 0


async def test_the_end_of_moves_can_be_waited_for(slow: Room, infohash: InfoHash) -> None:
    await slow.downloads.update(infohash, MOVE)
    finish = asyncio.ensure_future(slow.parts.moving.finish())
    await slow.settle()
    assert not finish.done()

    slow.engine.gate.set()
    await finish

    assert slow.catalogue.records[infohash].settings.destination == ELSEWHERE


@pytest.mark.parametrize(
    ("complete", "given", "expected"),
    [
        (False, PurePath("/done"), PurePath("/done")),
        (False, None, ELSEWHERE),
        (True, PurePath("/done"), ELSEWHERE),
        (True, None, ELSEWHERE),
    ],
)
async def test_where_complete_content_shall_lie_follows_the_move(
    room: Room, infohash: InfoHash, complete: bool, given: PurePath | None, expected: PurePath
) -> None:
    if complete:
        room.engine.complete(infohash)

    row = await room.downloads.update(infohash, DownloadPatch(move=Move(destination=ELSEWHERE, completed_dir=given)))

    assert row.settings.completed_dir == expected


async def test_a_hidden_download_without_content_just_changes_its_destination(room: Room, infohash: InfoHash) -> None:
    await room.downloads.update(infohash, DownloadPatch(hops=Hops(1)))

    row = await room.downloads.update(infohash, MOVE)

    assert row.settings.destination == ELSEWHERE
    assert room.catalogue.records[infohash].settings.destination == ELSEWHERE


async def test_the_content_of_a_hidden_download_is_not_moved(room: Room, infohash: InfoHash) -> None:
    room.engine.change(infohash, done=500)
    await room.downloads.update(infohash, DownloadPatch(hops=Hops(1)))

    with pytest.raises(StorageMoveFailed):
        await room.downloads.update(infohash, MOVE)
