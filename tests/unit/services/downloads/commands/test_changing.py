"""Patches: what each part of one does, and that all of it happens or nothing."""

from pathlib import PurePath
from typing import Any

import pytest

from tests.builders import a_magnet, a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import Command, DownloadPatch, Move, QueueMove
from tribler_core.domain.download.settings import Hops, SeedingMode, SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import (
    AnonymityUnavailable,
    DownloadNotFound,
    InvalidParameter,
    MetainfoNotYetKnown,
    PathNotAllowed,
    StorageError,
    StorageMoveFailed,
)
from tribler_core.domain.events import TransfersChanged
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.foundation.units import BytesPerSecond

FILES = TorrentSource(a_metainfo(files={"a.bin": 1000, "b.bin": 2000, "c.bin": 3000}).data)
ELSEWHERE = Move(destination=PurePath("/elsewhere"))


@pytest.fixture
async def infohash(room: Room) -> InfoHash:
    return (await room.downloads.add(an_add(source=FILES))).infohash


async def update(room: Room, infohash: InfoHash, **patch: Any) -> Download:
    return await room.downloads.update(infohash, DownloadPatch(**patch))


async def test_limits_are_stored_and_applied(room: Room, infohash: InfoHash) -> None:
    row = await update(room, infohash, upload_limit=BytesPerSecond(1), download_limit=None)

    assert row.settings.upload_limit == 1
    assert room.catalogue.records[infohash].settings.upload_limit == 1
    assert room.engine.torrent(infohash).changes == [EngineChange(upload_limit=BytesPerSecond(1), download_limit=None)]


async def test_an_empty_patch_changes_nothing(room: Room, infohash: InfoHash) -> None:
    before, transactions = room.table.revision, room.catalogue.transactions

    row = await update(room, infohash)

    assert row == room.downloads.get(infohash)
    assert (room.table.revision, room.catalogue.transactions) == (before, transactions)
    assert room.engine.torrent(infohash).changes == []


async def test_an_unknown_download_is_not_found(room: Room) -> None:
    with pytest.raises(DownloadNotFound):
        await update(room, a_metainfo().infohash, sequential=True)


async def test_stopping_shows_at_once_and_resuming_brings_the_queue_back(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, auto_managed=True)
    stopped = await update(room, infohash, command=Command.STOP)
    assert (stopped.state, stopped.settings.user_stopped) == (DownloadState.STOPPED, True)
    assert not room.engine.torrent(infohash).transfer.auto_managed

    resumed = await update(room, infohash, command=Command.RESUME)

    assert not resumed.settings.user_stopped
    assert room.engine.torrent(infohash).transfer.auto_managed
    assert not room.engine.torrent(infohash).transfer.paused


async def test_a_stop_saves_resume_data_soon(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, command=Command.STOP)
    await room.tick()

    assert room.catalogue.records[infohash].resume_data is not None


async def test_resuming_lifts_the_stop_of_a_rule(room: Room, infohash: InfoHash) -> None:
    room.engine.complete(infohash)
    await update(room, infohash, seeding=SeedingRule(mode=SeedingMode.NEVER))
    await room.settle()
    assert room.downloads.get(infohash).settings.stopped_by_rule

    await update(room, infohash, command=Command.RESUME, seeding=SeedingRule(mode=SeedingMode.FOREVER))
    await room.settle()

    assert room.downloads.get(infohash).state is DownloadState.SEEDING


async def test_a_stopped_download_stays_stopped_when_it_is_put_under_management(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, command=Command.STOP)
    row = await update(room, infohash, auto_managed=True)

    assert row.settings.auto_managed
    assert room.engine.torrent(infohash).transfer.paused
    assert not room.engine.torrent(infohash).transfer.auto_managed


async def test_a_check_of_a_stopped_download_ends_stopped(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, command=Command.STOP)
    await update(room, infohash, command=Command.RECHECK)
    assert room.downloads.get(infohash).state is DownloadState.HASHCHECKING

    room.engine.finish_check(infohash)

    assert room.downloads.get(infohash).state is DownloadState.STOPPED
    assert room.downloads.get(infohash).settings.user_stopped


async def test_a_check_of_a_running_download_goes_on_running(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, command=Command.RECHECK)
    room.engine.finish_check(infohash)

    assert room.downloads.get(infohash).state is DownloadState.DOWNLOADING


async def test_a_stopped_download_that_is_resumed_while_it_is_checked_runs_afterwards(
    room: Room, infohash: InfoHash
) -> None:
    for command in (Command.STOP, Command.RECHECK, Command.RESUME):
        await update(room, infohash, command=command)
    room.engine.finish_check(infohash)

    assert room.downloads.get(infohash).state is DownloadState.DOWNLOADING


async def test_a_check_without_metadata_does_nothing(room: Room) -> None:
    magnet = (await room.downloads.add(an_add(source=a_magnet()))).infohash

    assert (await update(room, magnet, command=Command.RECHECK)).state is DownloadState.METADATA


async def test_the_queue_moves(room: Room, infohash: InfoHash) -> None:
    second = (await room.downloads.add(an_add(2))).infohash

    await update(room, second, queue=QueueMove.TOP)

    assert room.downloads.get(second).transfer.queue_position == 0
    assert room.downloads.get(infohash).transfer.queue_position == 1


async def test_a_selection_replaces_the_one_before(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, selection=(0, 1))
    await update(room, infohash, selection=(2,))
    assert room.engine.torrent(infohash).priorities == (0, 0, 4)

    row = await update(room, infohash, selection=None)

    assert row.settings.file_priorities is None
    assert room.engine.torrent(infohash).priorities == ()


async def test_priorities_change_one_by_one(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, selection=(0, 1))
    row = await update(room, infohash, file_priorities={1: 7})

    assert row.settings.file_priorities == (4, 7, 0)
    assert room.catalogue.records[infohash].settings.file_priorities == (4, 7, 0)


async def test_a_selection_before_the_files_are_known_is_kept_for_them(room: Room) -> None:
    magnet = (await room.downloads.add(an_add(source=a_magnet()))).infohash

    row = await update(room, magnet, selection=(1, 500))

    assert row.settings.selection == (1, 500)
    with pytest.raises(MetainfoNotYetKnown):
        await update(room, magnet, file_priorities={0: 7})


async def test_files_are_renamed_and_the_new_names_survive(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, renamed_files={1: "imagined 1/new name.bin"})

    files = await room.downloads.files(infohash)
    assert [listed.file.path for listed in files][1] == "imagined 1/new name.bin"
    assert room.catalogue.records[infohash].resume_data is not None


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../up", "a/../../up", "a\0b"])
async def test_a_new_name_that_leaves_the_folder_is_refused(room: Room, infohash: InfoHash, path: str) -> None:
    with pytest.raises(InvalidParameter):
        await update(room, infohash, renamed_files={0: path})


async def test_a_name_that_the_disk_refuses_changes_nothing_else_either(room: Room, infohash: InfoHash) -> None:
    room.engine.refuse_files = "read-only"

    with pytest.raises(StorageError):
        await update(room, infohash, renamed_files={0: "a"}, sequential=True)

    assert not room.downloads.get(infohash).settings.sequential


@pytest.mark.parametrize(
    ("patch", "error"),
    [
        ({"selection": (3,)}, InvalidParameter),
        ({"selection": (-1,)}, InvalidParameter),
        ({"file_priorities": {0: 8}}, InvalidParameter),
        ({"file_priorities": {9: 4}}, InvalidParameter),
        ({"selection": (0,), "file_priorities": {0: 1}}, InvalidParameter),
        ({"renamed_files": {9: "a"}}, InvalidParameter),
        ({"upload_limit": 0}, InvalidParameter),
        ({"hops": 1}, InvalidParameter),
        ({"move": Move(destination=PurePath("/forbidden"))}, PathNotAllowed),
        ({"completed_dir": PurePath("/forbidden")}, PathNotAllowed),
    ],
)
async def test_a_patch_with_one_bad_part_does_nothing(
    room: Room, infohash: InfoHash, patch: dict[str, Any], error: type[Exception]
) -> None:
    before, record = room.downloads.get(infohash), room.catalogue.records[infohash]

    with pytest.raises(error):
        await update(room, infohash, sequential=True, command=Command.STOP, **patch)

    assert room.downloads.get(infohash) == before
    assert room.catalogue.records[infohash] == record
    assert room.engine.torrent(infohash).changes == []


async def test_a_move_changes_the_destination_when_the_content_is_there(room: Room, infohash: InfoHash) -> None:
    row = await update(room, infohash, move=ELSEWHERE, sequential=True)

    assert row.settings.destination == PurePath("/elsewhere")
    assert room.catalogue.records[infohash].settings.destination == PurePath("/elsewhere")
    assert row.settings.sequential


async def test_a_move_that_fails_leaves_everything_as_it_was(room: Room, infohash: InfoHash) -> None:
    room.engine.refuse_files = "no space"
    before = room.downloads.get(infohash).settings

    with pytest.raises(StorageMoveFailed, match="no space"):
        await update(room, infohash, move=ELSEWHERE, sequential=True)

    assert room.downloads.get(infohash).settings == before
    assert room.catalogue.records[infohash].settings == before


async def test_hops_hide_a_download_and_everything_it_had_is_kept(room: Room, infohash: InfoHash) -> None:
    room.engine.change(infohash, done=500, download_rate=1000, peers_connected=3)

    row = await update(room, infohash, hops=Hops(1))

    assert row.state is DownloadState.CIRCUITS
    assert (row.transfer.done, row.transfer.download_rate, row.transfer.peers_connected) == (500, 0, 0)
    assert not room.engine.holds(infohash)
    assert room.catalogue.records[infohash].resume_data is not None
    assert room.catalogue.records[infohash].settings.hops == 1
    assert [order.settings.hops for order in room.engine.orders] == [0]


async def test_what_the_engine_still_says_of_a_hidden_download_is_not_believed(room: Room, infohash: InfoHash) -> None:
    transfer = room.engine.torrent(infohash).transfer
    held = await update(room, infohash, hops=Hops(1))

    room.engine.publish(TransfersChanged([(infohash, transfer)]))

    assert room.downloads.get(infohash) == held


async def test_without_hops_a_download_goes_on_where_it_was(room: Room, infohash: InfoHash) -> None:
    room.engine.change(infohash, done=500, wanted_done=500)
    await update(room, infohash, hops=Hops(1))

    row = await update(room, infohash, hops=Hops(0))

    assert row.state is DownloadState.DOWNLOADING
    assert row.transfer.done == 500
    assert room.engine.orders[-1].resume_data is not None
    assert room.engine.orders[-1].settings.hops == 0


async def test_hops_come_alone(room: Room, infohash: InfoHash) -> None:
    with pytest.raises(InvalidParameter, match="must be the only parameter"):
        await update(room, infohash, hops=Hops(1), sequential=True)


async def test_hops_keep_safe_seeding_and_a_hidden_download_keeps_it_on(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, safe_seeding=True)
    row = await update(room, infohash, hops=Hops(1))
    assert row.settings.safe_seeding

    with pytest.raises(InvalidParameter):
        await update(room, infohash, safe_seeding=False)


async def test_when_the_database_refuses_to_hide_a_download_it_runs_on(room: Room, infohash: InfoHash) -> None:
    room.catalogue.failing = True

    with pytest.raises(Exception, match="the database refused"):
        await update(room, infohash, hops=Hops(1))

    assert room.downloads.get(infohash).state is DownloadState.DOWNLOADING
    assert not room.engine.torrent(infohash).transfer.paused


async def test_a_download_that_the_engine_does_not_take_back_stays_hidden(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, hops=Hops(1))
    room.engine.refusals[infohash] = StorageError("the disk is gone")

    with pytest.raises(StorageError):
        await update(room, infohash, hops=Hops(0))

    assert room.downloads.get(infohash).state is DownloadState.CIRCUITS
    assert room.catalogue.records[infohash].settings.hops == 1


async def test_a_held_download_obeys_but_for_what_needs_the_engine(room: Room, infohash: InfoHash) -> None:
    await update(room, infohash, hops=Hops(1))

    row = await update(room, infohash, command=Command.STOP, selection=(0,), upload_limit=BytesPerSecond(9))

    assert row.state is DownloadState.STOPPED
    assert row.settings.file_priorities == (4, 0, 0)
    assert (await update(room, infohash, command=Command.RESUME)).state is DownloadState.CIRCUITS
    for patch in ({"command": Command.RECHECK}, {"queue": QueueMove.TOP}, {"renamed_files": {0: "a"}}):
        with pytest.raises(AnonymityUnavailable):
            await update(room, infohash, **patch)
