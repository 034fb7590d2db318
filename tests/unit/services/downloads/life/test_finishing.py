"""What happens when a download is complete."""

from dataclasses import replace
from pathlib import PurePath

import pytest

from tests.builders import DOWNLOADS, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.state import Activity, DownloadState
from tribler_core.domain.events import ContentCompleted, DownloadFailed, DownloadFinished

DONE = PurePath("/done")


async def test_a_finished_download_is_told_by_name(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(name="mine"))).infohash
    room.engine.complete(infohash)

    assert room.heard_of(DownloadFinished) == [DownloadFinished(infohash, "mine", hidden=False)]


async def test_what_a_check_finds_complete_is_not_finished_but_there(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.complete(infohash, transferred=False)

    assert room.heard_of(DownloadFinished) == []
    assert room.downloads.get(infohash).complete


@pytest.mark.parametrize("transferred", [True, False])
async def test_complete_content_moves_to_where_it_shall_lie(room: Room, transferred: bool) -> None:
    infohash = (await room.downloads.add(an_add(completed_dir=DONE))).infohash
    room.engine.complete(infohash, transferred=transferred)
    await room.settle()

    assert room.downloads.get(infohash).settings.destination == DONE
    assert room.catalogue.records[infohash].settings.destination == DONE


async def test_content_that_lies_where_it_shall_lie_does_not_move(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(completed_dir=DOWNLOADS))).infohash
    room.engine.gate.clear()
    room.engine.complete(infohash)

    assert room.downloads.get(infohash).state is DownloadState.SEEDING


async def test_a_move_that_fails_is_told(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(completed_dir=DONE))).infohash
    room.engine.refuse_files = "no space"
    room.engine.complete(infohash)
    await room.settle()

    assert "no space" in room.heard_of(DownloadFailed)[0].message
    assert room.downloads.get(infohash).settings.destination == DOWNLOADS


async def test_a_finished_download_is_checked_once_more_when_the_operator_wants_it(room: Room) -> None:
    room.defaults = replace(room.defaults, check_when_complete=True)
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.complete(infohash)
    assert room.downloads.get(infohash).transfer.activity is Activity.CHECKING_FILES

    room.engine.complete(infohash, transferred=False)

    assert room.downloads.get(infohash).state is DownloadState.SEEDING


async def test_who_is_gone_is_passed_over(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    await room.downloads.remove(infohash, with_data=False)
    room.engine.publish(ContentCompleted(infohash, transferred=True))

    assert room.heard_of(DownloadFinished) == []
