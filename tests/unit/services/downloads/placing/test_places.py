"""Where content lies: managed or not, complete or not."""

from dataclasses import replace
from pathlib import Path, PurePath

import pytest

from tests.builders import DOWNLOADS, a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import DownloadPatch, Move
from tribler_core.domain.download.settings import ContentLayout
from tribler_core.domain.events import ContentInPlace, DownloadFinished
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.services.downloads.defaults import DownloadDefaults

TEMP = PurePath("/temp")


def folders(room: Room, infohash: InfoHash) -> tuple[str, str, str | None]:
    """Where it lies, where it will lie, and where it lies until then."""
    settings = room.downloads.get(infohash).settings
    return (
        str(settings.destination),
        str(settings.final_folder),
        None if settings.download_path is None else str(settings.download_path),
    )


def with_temp(room: Room, **changes: object) -> None:
    defaults = DownloadDefaults(destination=DOWNLOADS, incomplete_enabled=True, incomplete_folder=TEMP)
    room.defaults = replace(defaults, **changes)  # type: ignore[arg-type]  # whatever a test names
    room.categories.incomplete = TEMP


async def test_without_wishes_content_lies_in_one_place(room: Room) -> None:
    added = await room.downloads.add(an_add())

    assert folders(room, added.infohash) == ("/downloads", "/downloads", None)


async def test_content_lies_in_the_folder_for_incomplete_until_it_is_complete(room: Room) -> None:
    with_temp(room)
    infohash = (await room.downloads.add(an_add())).infohash
    assert folders(room, infohash) == ("/temp", "/downloads", "/temp")

    room.engine.complete(infohash)
    await room.settle()

    assert folders(room, infohash) == ("/downloads", "/downloads", "/temp")
    assert room.engine.torrent(infohash).destination == DOWNLOADS


async def test_who_says_none_downloads_where_it_stays(room: Room) -> None:
    with_temp(room)
    added = await room.downloads.add(an_add(download_path=None))

    assert folders(room, added.infohash) == ("/downloads", "/downloads", None)


async def test_content_that_is_there_already_is_not_downloaded_elsewhere(room: Room, tmp_path: Path) -> None:
    with_temp(room)
    metainfo = a_metainfo()
    there = tmp_path / metainfo.files[0].path
    there.parent.mkdir(parents=True)
    there.write_bytes(b"x")

    added = await room.downloads.add(an_add(destination=tmp_path))

    assert folders(room, added.infohash) == (str(tmp_path), str(tmp_path), "/temp")


async def test_a_managed_download_lies_where_its_category_says(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, managed=True)
    added = await room.downloads.add(an_add(1, category="films"))
    manual = await room.downloads.add(an_add(2, category="films", destination=PurePath("/mine")))

    assert folders(room, added.infohash) == ("/downloads/films", "/downloads/films", None)
    assert room.downloads.get(added.infohash).settings.managed
    assert folders(room, manual.infohash)[0] == "/mine"
    assert not room.downloads.get(manual.infohash).settings.managed


async def test_a_category_is_a_default_for_others_where_that_is_wanted(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, category_folders=True)
    added = await room.downloads.add(an_add(category="films"))

    assert folders(room, added.infohash)[0] == "/downloads/films"
    assert not room.downloads.get(added.infohash).settings.managed


async def test_another_category_moves_a_managed_download(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(managed=True))).infohash
    room.engine.complete(infohash)

    await room.downloads.update(infohash, DownloadPatch(category="films"))

    assert folders(room, infohash) == ("/downloads/films", "/downloads/films", None)
    assert room.engine.torrent(infohash).destination == PurePath("/downloads/films")
    assert room.catalogue.records[infohash].settings.category == "films"


async def test_an_incomplete_download_changes_only_where_it_will_lie(room: Room) -> None:
    with_temp(room)
    infohash = (await room.downloads.add(an_add(managed=True))).infohash

    await room.downloads.update(infohash, DownloadPatch(category="films"))

    assert folders(room, infohash) == ("/temp", "/downloads/films", "/temp")


async def test_another_category_ends_the_management_where_that_is_wanted(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, relocate_on_category_change=False)
    infohash = (await room.downloads.add(an_add(managed=True))).infohash

    row = await room.downloads.update(infohash, DownloadPatch(category="films"))

    assert (row.settings.category, row.settings.managed) == ("films", False)
    assert folders(room, infohash)[0] == "/downloads"


async def test_managing_a_download_moves_it(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(destination=PurePath("/mine"), category="films"))).infohash

    await room.downloads.update(infohash, DownloadPatch(managed=True))

    assert folders(room, infohash)[0] == "/downloads/films"


@pytest.mark.parametrize(
    "patch", [DownloadPatch(save_path=PurePath("/mine")), DownloadPatch(move=Move(destination=PurePath("/mine")))]
)
async def test_who_names_a_folder_manages_by_hand(room: Room, patch: DownloadPatch) -> None:
    infohash = (await room.downloads.add(an_add(managed=True))).infohash

    row = await room.downloads.update(infohash, patch)

    assert not row.settings.managed
    assert folders(room, infohash)[0] == "/mine"


async def test_a_folder_for_incomplete_can_be_given_and_taken(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash

    await room.downloads.update(infohash, DownloadPatch(download_path=TEMP))
    assert folders(room, infohash) == ("/temp", "/downloads", "/temp")
    await room.downloads.update(infohash, DownloadPatch(download_path=None))

    assert folders(room, infohash) == ("/downloads", "/downloads", None)


async def test_a_finished_download_is_in_place_after_its_move(room: Room) -> None:
    with_temp(room)
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.gate.clear()
    room.engine.complete(infohash)
    await room.settle()
    assert room.heard_of(DownloadFinished)
    assert not room.heard_of(ContentInPlace)

    room.engine.gate.set()
    await room.settle()

    assert room.heard_of(ContentInPlace) == [ContentInPlace(infohash)]
    assert folders(room, infohash)[0] == "/downloads"


async def test_a_download_that_a_check_finds_complete_is_no_news(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.complete(infohash, transferred=False)
    await room.settle()

    assert not room.heard_of(ContentInPlace)


async def test_files_with_unwanted_names_are_left_out(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, excluded=("*.NFO", "sample*"))
    metainfo = a_metainfo(files={"film.mkv": 10, "film.nfo": 1, "Sample.mkv": 1})
    added = await room.downloads.add(an_add(source=TorrentSource(metainfo.data)))

    assert room.engine.torrent(added.infohash).priorities == (4, 0, 0)


async def test_a_layout_is_handed_to_the_engine(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, content_layout=ContentLayout.SUBFOLDER)
    await room.downloads.add(an_add(1))
    await room.downloads.add(an_add(2, content_layout=ContentLayout.NO_SUBFOLDER))

    layouts = [order.settings.content_layout for order in room.engine.orders]
    assert layouts == [ContentLayout.SUBFOLDER, ContentLayout.NO_SUBFOLDER]
