"""Downloads on their way in."""

from pathlib import Path

import pytest

from tests.builders import DOWNLOADS, a_magnet_of, a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import EngineFailure
from tribler_core.domain.events import DownloadAdded
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.services.downloads.defaults import DownloadDefaults


async def test_the_house_is_told_of_a_new_download_once(room: Room) -> None:
    added = await room.downloads.add(an_add())
    await room.downloads.add(an_add())

    assert room.heard_of(DownloadAdded) == [DownloadAdded(added.infohash)]


async def test_a_download_that_exists_keeps_its_options_and_learns_of_trackers(room: Room) -> None:
    first = a_metainfo(trackers=["http://one/announce"])
    added = await room.downloads.add(an_add(source=TorrentSource(first.data), stopped=True))
    again = an_add(source=a_magnet_of(first, trackers=(("http://two/announce",),), peers=(("127.0.0.1", 9),)))

    answer = await room.downloads.add(again)

    assert (answer.infohash, answer.existed) == (added.infohash, True)
    assert room.downloads.get(added.infohash).settings.user_stopped
    assert set(room.engine.torrent(added.infohash).trackers) == {"http://one/announce", "http://two/announce"}
    assert room.engine.torrent(added.infohash).connected == [("127.0.0.1", 9)]


async def test_a_torrent_brings_the_metadata_that_a_magnet_waits_for(room: Room) -> None:
    metainfo = a_metainfo(trackers=["http://one/announce"])
    added = await room.downloads.add(an_add(source=a_magnet_of(metainfo)))

    answer = await room.downloads.add(an_add(source=TorrentSource(metainfo.data)))
    await room.settle()

    assert answer.existed
    assert room.downloads.get(added.infohash).transfer.has_metadata
    assert room.catalogue.records[added.infohash].torrent == metainfo.data
    assert set(room.engine.torrent(added.infohash).trackers) == {"http://one/announce"}


async def test_a_private_torrent_learns_of_no_other_tracker(room: Room) -> None:
    private = a_metainfo(trackers=["http://one/announce"], private=True)
    added = await room.downloads.add(an_add(source=TorrentSource(private.data)))

    await room.downloads.add(an_add(source=a_magnet_of(private, trackers=(("http://two/announce",),))))

    assert set(room.engine.torrent(added.infohash).trackers) == {"http://one/announce"}


async def test_a_hybrid_is_met_under_its_second_name(room: Room) -> None:
    hybrid = a_metainfo(version="hybrid")
    added = await room.downloads.add(an_add(source=TorrentSource(hybrid.data)))
    by_second_name = a_magnet_of(hybrid, infohashes=type(hybrid.infohashes)(None, hybrid.infohashes.v2))

    answer = await room.downloads.add(an_add(source=by_second_name))

    assert (answer.infohash, answer.existed) == (added.infohash, True)
    assert len(room.table) == 1


async def test_who_is_refused_by_the_engine_is_nowhere(room: Room) -> None:
    infohash = a_metainfo().infohash
    room.engine.refusals[infohash] = EngineFailure("no more torrents")

    with pytest.raises(EngineFailure, match="no more torrents"):
        await room.downloads.add(an_add())

    assert room.catalogue.records == {}
    assert room.table.get(infohash) is None
    assert room.heard_of(DownloadAdded) == []


async def test_a_hidden_download_is_held_and_the_engine_never_hears_of_it(room: Room) -> None:
    added = await room.downloads.add(an_add(hops=Hops(1), safe_seeding=True))

    row = room.downloads.get(added.infohash)
    assert row.state is DownloadState.CIRCUITS
    assert (row.name, row.transfer.size) == ("imagined 1", 1024 * 1024)
    assert room.catalogue.records[added.infohash].settings.hops == 1
    assert room.engine.orders == []


async def test_default_trackers_are_for_public_torrents(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "trackers.txt"
    path.write_text("http://default/announce\n\n# a remark\n")
    room.defaults = DownloadDefaults(destination=DOWNLOADS, trackers_file=path)

    public = await room.downloads.add(an_add(1))
    private = await room.downloads.add(an_add(source=TorrentSource(a_metainfo(2, private=True).data)))

    assert list(room.engine.torrent(public.infohash).trackers) == ["http://default/announce"]
    assert list(room.engine.torrent(private.infohash).trackers) == []


async def test_a_copy_of_the_torrent_is_kept_where_the_operator_wants_it(room: Room, tmp_path: Path) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, torrent_folder=tmp_path / "torrents")

    added = await room.downloads.add(an_add())
    copy = tmp_path / "torrents" / f"imagined 1 [{added.infohash}].torrent"
    await room.until(lambda: copy.exists() and copy.read_bytes() == a_metainfo().data)


async def test_a_video_is_known_to_be_streamable(room: Room) -> None:
    added = await room.downloads.add(an_add(source=TorrentSource(a_metainfo(files={"Film.MKV": 1, "text": 1}).data)))

    assert room.downloads.get(InfoHash(added.infohash)).streamable
