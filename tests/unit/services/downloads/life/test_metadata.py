"""A magnet becomes a torrent."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_magnet_of, a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import CatalogueError
from tribler_core.domain.events import MetadataArrived, MetainfoCompleted
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.metainfo import Metainfo

METAINFO = a_metainfo(files={"a.bin": 1000, "film.mp4": 2000, "c.bin": 3000})


async def a_magnet_download(room: Room, metainfo: Metainfo = METAINFO, **request: Any) -> InfoHash:
    return (await room.downloads.add(an_add(source=a_magnet_of(metainfo), **request))).infohash


async def test_the_torrent_is_stored_and_its_files_are_shown(room: Room) -> None:
    infohash = await a_magnet_download(room)
    room.engine.deliver_metadata(infohash, METAINFO)
    await room.settle()

    record, row = room.catalogue.records[infohash], room.downloads.get(infohash)
    assert (record.torrent, record.magnet) == (METAINFO.data, None)
    assert (row.state, row.transfer.size, row.streamable) == (DownloadState.DOWNLOADING, 6000, True)
    assert len(await room.downloads.files(infohash)) == 3


async def test_piece_layers_that_came_later_are_stored_with_it(room: Room) -> None:
    infohash = await a_magnet_download(room)
    room.engine.deliver_metadata(infohash, METAINFO)
    await room.settle()
    room.events.publish(MetainfoCompleted(infohash, b"the same with layers"))
    await room.settle()

    assert room.catalogue.records[infohash].torrent == b"the same with layers"

    await room.downloads.remove(infohash, with_data=False)
    room.events.publish(MetainfoCompleted(infohash, b"too late"))
    await room.settle()
    assert infohash not in room.catalogue.records


async def test_a_selection_that_waited_is_applied_before_anything_is_fetched(room: Room) -> None:
    infohash = await a_magnet_download(room, selection=(1, 700))
    room.engine.deliver_metadata(infohash, METAINFO)
    assert room.engine.torrent(infohash).priorities == (0, 4, 0), "at once"
    await room.settle()

    settings = room.catalogue.records[infohash].settings
    assert (settings.selection, settings.file_priorities) == (None, (0, 4, 0))


async def test_only_metadata_stops_when_it_is_there(room: Room) -> None:
    infohash = await a_magnet_download(room, only_metadata=True)
    room.engine.deliver_metadata(infohash, METAINFO)
    await room.settle()

    settings = room.catalogue.records[infohash].settings
    assert room.downloads.get(infohash).state is DownloadState.STOPPED
    assert (settings.user_stopped, settings.only_metadata) == (True, False)


async def test_a_magnet_that_turns_out_to_be_hybrid_gets_its_second_name(room: Room) -> None:
    hybrid = a_metainfo(version="hybrid")
    magnet = a_magnet_of(hybrid, infohashes=InfoHashes(hybrid.infohashes.v1, None))
    infohash = (await room.downloads.add(an_add(source=magnet))).infohash
    room.engine.deliver_metadata(infohash, hybrid)
    await room.settle()

    assert hybrid.infohashes.v2 is not None
    assert room.downloads.get(hybrid.infohashes.v2).infohash == infohash


async def test_a_v2_magnet_that_turns_out_to_be_hybrid_is_filed_under_its_first_name(room: Room) -> None:
    hybrid = a_metainfo(version="hybrid")
    second = hybrid.infohashes.v2
    assert second is not None
    await room.downloads.add(an_add(source=a_magnet_of(hybrid, infohashes=InfoHashes(None, second))))
    room.engine.deliver_metadata(second, hybrid)
    await room.settle()

    assert room.downloads.get(second).infohash == hybrid.infohash
    assert room.catalogue.records.keys() == {hybrid.infohash}
    assert len(room.table) == 1
    await room.downloads.remove(second, with_data=False)
    assert room.catalogue.records == {}


async def test_default_trackers_and_a_copy_come_with_the_metadata(room: Room, tmp_path: Path) -> None:
    (tmp_path / "trackers").write_text("http://default/announce")
    room.defaults = replace(room.defaults, trackers_file=tmp_path / "trackers", torrent_folder=tmp_path / "copies")
    infohash = await a_magnet_download(room)
    assert list(room.engine.torrent(infohash).trackers) == []

    room.engine.deliver_metadata(infohash, METAINFO)
    await room.until(lambda: "http://default/announce" in room.engine.torrent(infohash).trackers)
    await room.until(lambda: any((tmp_path / "copies").glob(f"*{infohash}].torrent")))
    await room.parts.desk.tasks.close()


async def test_a_private_torrent_gets_no_default_trackers(room: Room, tmp_path: Path) -> None:
    (tmp_path / "trackers").write_text("http://default/announce")
    room.defaults = replace(room.defaults, trackers_file=tmp_path / "trackers")
    private = a_metainfo(private=True)
    infohash = await a_magnet_download(room, private)
    room.engine.deliver_metadata(infohash, private)
    await room.settle()

    assert list(room.engine.torrent(infohash).trackers) == []


async def test_a_change_that_comes_with_the_metadata_is_not_lost(room: Room) -> None:
    infohash = await a_magnet_download(room, selection=(1,))
    room.engine.deliver_metadata(infohash, METAINFO)
    await room.downloads.update(infohash, DownloadPatch(sequential=True))
    await room.settle()

    settings = room.catalogue.records[infohash].settings
    assert (settings.sequential, settings.file_priorities) == (True, (0, 4, 0))


async def test_what_was_removed_meanwhile_stays_removed(room: Room) -> None:
    infohash = await a_magnet_download(room)
    room.engine.deliver_metadata(infohash, METAINFO)
    await room.downloads.remove(infohash, with_data=False)
    await room.settle()

    assert (len(room.table), room.catalogue.records) == (0, {})


async def test_what_the_engine_still_says_of_a_hidden_download_is_not_believed(room: Room) -> None:
    infohash = await a_magnet_download(room)
    await room.downloads.update(infohash, DownloadPatch(hops=Hops(1)))
    room.engine.publish(MetadataArrived(infohash, METAINFO.infohashes, METAINFO.data))
    await room.settle()

    assert room.catalogue.records[infohash].torrent is None


async def test_when_the_database_refuses_the_download_goes_on(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    infohash = await a_magnet_download(room)
    room.catalogue.failing = True
    room.engine.deliver_metadata(infohash, METAINFO)
    await room.settle()

    assert CatalogueError.__name__ in caplog.text
    assert room.downloads.get(infohash).transfer.has_metadata
