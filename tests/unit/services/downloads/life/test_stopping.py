"""Downloads that stop by themselves when what is there is verified, and the other wishes at adding."""

from dataclasses import replace
from pathlib import Path

from tests.builders import DOWNLOADS, a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.services.downloads.defaults import DownloadDefaults

TIERS = (("http://a/announce", "http://b/announce"), ("http://c/announce",))


async def test_a_download_stops_after_its_check_once(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(stop_after_check=True))).infohash
    room.engine.finish_check(infohash)
    await room.settle()

    settings = room.catalogue.records[infohash].settings
    assert room.downloads.get(infohash).state is DownloadState.STOPPED
    assert (settings.user_stopped, settings.stop_after_check) == (True, False)

    await room.downloads.update(infohash, DownloadPatch(command=Command.RESUME))
    room.engine.finish_check(infohash)
    await room.settle()
    assert room.downloads.get(infohash).state is DownloadState.DOWNLOADING


async def test_a_stop_by_hand_ends_the_condition(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(stop_after_check=True))).infohash

    row = await room.downloads.update(infohash, DownloadPatch(command=Command.STOP))

    assert not row.settings.stop_after_check


async def test_downloads_are_added_stopped_where_that_is_configured_and_nobody_says_otherwise(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, stopped=True)
    silent = await room.downloads.add(an_add(1))
    started = await room.downloads.add(an_add(2, stopped=False))

    assert room.downloads.get(silent.infohash).settings.user_stopped
    assert not room.downloads.get(started.infohash).settings.user_stopped


async def test_a_torrent_stops_at_its_metadata_at_once(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, only_metadata=True)
    added = await room.downloads.add(an_add())

    assert room.downloads.get(added.infohash).settings.user_stopped


async def test_the_newest_goes_before_all_others_where_that_is_wanted(room: Room) -> None:
    first = await room.downloads.add(an_add(1))
    second = await room.downloads.add(an_add(2, top_of_queue=True))

    positions = {
        name: room.downloads.get(each.infohash).transfer.queue_position
        for name, each in (("first", first), ("second", second))
    }
    assert positions == {"first": 1, "second": 0}


async def test_public_torrents_get_the_operators_trackers_behind_their_own(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, trackers=TIERS)
    public = a_metainfo(1, trackers=["http://own/announce"])
    private = a_metainfo(2, trackers=["http://own/announce"], private=True)
    added = await room.downloads.add(an_add(source=TorrentSource(public.data)))
    other = await room.downloads.add(an_add(source=TorrentSource(private.data)))

    tiers = room.engine.torrent(added.infohash).trackers
    assert tiers == {"http://own/announce": 0, "http://a/announce": 1, "http://b/announce": 1, "http://c/announce": 2}
    assert list(room.engine.torrent(other.infohash).trackers) == ["http://own/announce"]


async def test_a_second_adding_adds_no_trackers_where_that_is_not_wanted(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, merge_trackers=False)
    added = await room.downloads.add(an_add(source=TorrentSource(a_metainfo(1, trackers=["http://a/"]).data)))

    again = await room.downloads.add(an_add(source=TorrentSource(a_metainfo(1, trackers=["http://b/"]).data)))

    assert again.existed
    assert list(room.engine.torrent(added.infohash).trackers) == ["http://a/"]


async def test_priorities_can_be_given_file_by_file(room: Room) -> None:
    metainfo = a_metainfo(files={"a": 1, "b": 2, "c": 3})
    added = await room.downloads.add(an_add(source=TorrentSource(metainfo.data), file_priorities=(0, 7, 1)))

    assert room.engine.torrent(added.infohash).priorities == (0, 7, 1)


async def test_a_forced_download_does_not_queue(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(auto_managed=True))).infohash

    await room.downloads.update(infohash, DownloadPatch(forced=True))
    assert not room.downloads.get(infohash).transfer.auto_managed
    await room.downloads.update(infohash, DownloadPatch(forced=False))

    assert room.downloads.get(infohash).transfer.auto_managed


async def test_a_copy_of_a_finished_torrent_is_kept_where_the_operator_wants_it(room: Room, tmp_path: Path) -> None:
    room.defaults = replace(room.defaults, finished_folder=tmp_path / "finished")
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.complete(infohash)

    copy = tmp_path / "finished" / f"imagined 1 [{infohash}].torrent"
    await room.until(lambda: copy.exists() and copy.read_bytes() == a_metainfo().data)
