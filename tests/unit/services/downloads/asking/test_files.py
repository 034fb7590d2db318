"""Files: fresh where somebody waits, at once where nobody does."""

import pytest

from tests.builders import a_magnet, a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.torrent.files import DownloadFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource

SOURCE = TorrentSource(a_metainfo(files={"a.bin": 1000, "b.bin": 2000}).data)


@pytest.fixture
async def infohash(room: Room) -> InfoHash:
    return (await room.downloads.add(an_add(source=SOURCE))).infohash


def facts(files: tuple[DownloadFile, ...]) -> list[tuple[int, int, float]]:
    return [(listed.file.index, listed.priority, listed.progress) for listed in files]


async def test_files_are_told_with_priority_and_progress(room: Room, infohash: InfoHash) -> None:
    await room.downloads.update(infohash, DownloadPatch(selection=(1,)))
    room.engine.change(infohash, progress=0.5, done=1500)

    assert facts(await room.downloads.files(infohash)) == [(0, 0, 0.5), (1, 4, 0.5)]


async def test_an_answer_is_good_for_a_second_while_things_change(room: Room, infohash: InfoHash) -> None:
    room.engine.change(infohash, progress=0.5, done=1500)
    first = await room.downloads.files(infohash)
    room.engine.change(infohash, progress=0.7, done=2100)
    assert await room.downloads.files(infohash) is first

    room.clock.advance(1)

    assert facts(await room.downloads.files(infohash))[0][2] == 0.7


async def test_an_answer_stays_good_while_nothing_changes(room: Room, infohash: InfoHash) -> None:
    first = await room.downloads.files(infohash)
    room.clock.advance(1000)

    assert await room.downloads.files(infohash) is first


async def test_a_new_selection_shows_at_once(room: Room, infohash: InfoHash) -> None:
    await room.downloads.files(infohash)
    await room.downloads.update(infohash, DownloadPatch(selection=()))

    assert [listed.included for listed in await room.downloads.files(infohash)] == [False, False]


async def test_a_new_name_shows_at_once(room: Room, infohash: InfoHash) -> None:
    await room.downloads.files(infohash)
    revision = room.table.revision
    await room.downloads.update(infohash, DownloadPatch(renamed_files={0: "c.bin"}))

    assert (await room.downloads.files(infohash))[0].file.path == "c.bin"
    assert room.table.since(revision).changed == [room.downloads.get(infohash)]


async def test_there_are_no_files_before_the_metadata(room: Room) -> None:
    magnet = (await room.downloads.add(an_add(source=a_magnet()))).infohash

    assert await room.downloads.files(magnet) == ()
    assert room.downloads.file_list(magnet) == ()


async def test_files_of_a_hidden_download_come_from_the_stored_torrent(room: Room) -> None:
    request = an_add(source=SOURCE, hops=Hops(1), safe_seeding=True, selection=(0,))
    infohash = (await room.downloads.add(request)).infohash

    assert facts(await room.downloads.files(infohash)) == [(0, 4, 0.0), (1, 0, 0.0)]


async def test_where_all_is_there_or_nothing_the_list_is_known_at_once(room: Room, infohash: InfoHash) -> None:
    assert facts(room.downloads.file_list(infohash)) == [(0, 4, 0.0), (1, 4, 0.0)]

    room.engine.complete(infohash)

    assert facts(room.downloads.file_list(infohash)) == [(0, 4, 1.0), (1, 4, 1.0)]


async def test_a_list_that_has_to_be_asked_for_comes_behind_the_answer_and_changes_the_row(
    room: Room, infohash: InfoHash
) -> None:
    room.engine.change(infohash, progress=0.5, done=1500)
    assert room.downloads.file_list(infohash) == ()
    revision = room.table.revision
    await room.settle()

    assert room.table.since(revision).changed == [room.downloads.get(infohash)]
    assert facts(room.downloads.file_list(infohash))[1] == (1, 4, 0.5)
    revision = room.table.revision
    await room.settle()
    assert room.table.revision == revision, "what is no news changes nothing"


async def test_a_removed_download_leaves_no_list_behind(room: Room, infohash: InfoHash) -> None:
    await room.downloads.files(infohash)
    await room.downloads.remove(infohash, with_data=False)

    assert room.parts.files._listed == {}


async def test_a_torrent_that_cannot_be_read_any_more_lists_nothing(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    infohash = (await room.downloads.add(an_add(source=SOURCE, hops=Hops(1), safe_seeding=True))).infohash
    record = room.catalogue.records[infohash]
    room.catalogue.records[infohash] = type(record)(
        infohashes=record.infohashes, settings=record.settings, added=record.added, torrent=b"rubbish"
    )

    assert room.downloads.file_list(infohash) == ()
    await room.settle()
    assert "are not known" in caplog.text
