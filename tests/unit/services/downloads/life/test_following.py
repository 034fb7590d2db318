"""What the engine says goes into the table."""

from tests.builders import a_magnet, a_transfer, an_add, an_infohash
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.events import (
    DownloadFailed,
    FileRenamed,
    StateChanged,
    TrackersChanged,
    TransfersChanged,
)
from tribler_core.domain.swarm.tracker import Tracker, TrackerState


async def test_progress_is_shown_and_what_is_equal_is_no_change(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    transfer = room.engine.change(infohash, progress=0.5)
    revision = room.table.revision
    room.engine.publish(TransfersChanged([(infohash, transfer)]))

    assert room.downloads.get(infohash).transfer.progress == 0.5
    assert room.table.revision == revision


async def test_a_change_of_state_is_told(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    room.heard.clear()
    room.engine.complete(infohash)

    assert room.heard_of(StateChanged) == [StateChanged(infohash, DownloadState.SEEDING)]


async def test_who_is_not_there_is_passed_over(room: Room) -> None:
    room.engine.publish(TransfersChanged([(an_infohash(7), a_transfer())]))
    room.engine.publish(TrackersChanged(an_infohash(7), ()))

    assert len(room.table) == 0


async def test_what_trackers_say_is_shown(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(source=a_magnet()))).infohash
    trackers = (Tracker("http://tracker/a", state=TrackerState.WORKING, peers=3),)
    room.engine.publish(TrackersChanged(infohash, trackers))

    assert room.downloads.get(infohash).trackers == trackers


async def test_an_error_of_the_engine_is_shown_and_told(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.fail(infohash, "disk full")

    assert room.downloads.get(infohash).state is DownloadState.STOPPED_ON_ERROR
    assert room.heard_of(DownloadFailed) == [DownloadFailed(infohash, "disk full")]


async def test_completion_and_its_loss_are_stored_within_a_second(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.complete(infohash)
    await room.tick()
    assert room.catalogue.records[infohash].complete

    room.engine.recheck(infohash)
    await room.tick()

    assert not room.catalogue.records[infohash].complete


async def test_a_renamed_file_is_worth_saving_and_a_failed_one_is_not(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    saves = room.engine.saves
    room.engine.publish(FileRenamed(infohash, 0, "a", "no"))
    await room.tick()
    assert room.engine.saves == saves

    room.engine.publish(FileRenamed(infohash, 0, "a"))
    await room.tick()

    assert room.engine.saves == saves + 1
