"""Adding: sources, options, rules."""

from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import pytest

from tests.builders import DOWNLOADS, a_magnet, a_magnet_of, a_metainfo, an_add, an_infohash
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.settings import DownloadSettings, Hops, SeedingMode, SeedingRule
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import (
    AnonymityUnavailable,
    FetchError,
    InvalidParameter,
    PathNotAllowed,
    TorrentDecodeError,
)
from tribler_core.domain.ports import Fetched
from tribler_core.domain.torrent.source import HostFileSource, Source, TorrentSource, UrlSource
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.services.downloads.defaults import DownloadDefaults

URL = "http://example.org/a.torrent"
FILES = {"a.bin": 1000, "b.bin": 2000, "c.bin": 3000}


async def test_torrent_bytes_become_a_running_download_with_name_and_size(room: Room) -> None:
    added = await room.downloads.add(an_add())

    row = room.downloads.get(added.infohash)
    assert (row.name, row.transfer.size) == ("imagined 1", 1024 * 1024)
    assert row.state is DownloadState.DOWNLOADING
    assert row.transfer.added == room.clock.now()
    assert not added.existed


async def test_a_magnet_becomes_a_download_that_fetches_its_metadata(room: Room) -> None:
    added = await room.downloads.add(an_add(source=a_magnet()))

    assert added.infohash == an_infohash()
    assert room.downloads.get(added.infohash).state is DownloadState.METADATA
    assert room.catalogue.records[added.infohash].magnet == a_magnet()


async def test_a_url_is_fetched(room: Room) -> None:
    room.fetcher.answers[URL] = Fetched(a_metainfo().data)

    added = await room.downloads.add(an_add(source=UrlSource(URL)))

    assert added.infohash == a_metainfo().infohash


async def test_a_url_that_leads_to_a_magnet_adds_the_magnet(room: Room) -> None:
    room.fetcher.answers[URL] = Fetched(magnet=f"magnet:?xt=urn:btih:{an_infohash()}")

    added = await room.downloads.add(an_add(source=UrlSource(URL)))

    assert room.downloads.get(added.infohash).state is DownloadState.METADATA


async def test_a_file_of_the_host_is_read(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "a.torrent"
    path.write_bytes(a_metainfo().data)

    added = await room.downloads.add(an_add(source=HostFileSource(path)))

    assert added.infohash == a_metainfo().infohash


async def test_a_magnet_that_was_looked_up_a_moment_ago_starts_with_its_files(room: Room) -> None:
    metainfo = a_metainfo()
    room.known[metainfo.infohash] = metainfo
    magnet = a_magnet_of(metainfo, trackers=(("http://tracker/a",),), peers=(("127.0.0.1", 6881),))

    added = await room.downloads.add(an_add(source=magnet))

    assert room.downloads.get(added.infohash).state is DownloadState.DOWNLOADING
    assert room.catalogue.records[added.infohash].torrent == metainfo.data
    assert list(room.engine.torrent(added.infohash).trackers) == ["http://tracker/a"]
    assert room.engine.torrent(added.infohash).connected == [("127.0.0.1", 6881)]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (TorrentSource(b"not a torrent"), TorrentDecodeError),
        (UrlSource("http://nowhere/"), FetchError),
        (HostFileSource(Path("/forbidden/a.torrent")), PathNotAllowed),
    ],
)
async def test_a_source_that_cannot_be_read_adds_nothing(room: Room, source: Source, error: type[Exception]) -> None:
    with pytest.raises(error):
        await room.downloads.add(an_add(source=source))

    assert (room.catalogue.records, len(room.table), room.engine.orders) == ({}, 0, [])


async def test_what_the_request_leaves_open_is_as_configured(room: Room) -> None:
    room.defaults = DownloadDefaults(
        destination=PurePath("/here"), completed_dir=PurePath("/there"), auto_managed=True, safe_seeding=True
    )

    added = await room.downloads.add(an_add())

    settings = room.catalogue.records[added.infohash].settings
    assert (settings.destination, settings.completed_dir) == (PurePath("/here"), PurePath("/there"))
    assert settings.auto_managed
    assert not settings.safe_seeding, "the default is about hidden downloads"


async def test_equal_wishes_share_their_settings_until_something_else_is_wished_or_configured(room: Room) -> None:
    def settings(number: int) -> DownloadSettings:
        return room.downloads.get(a_metainfo(number).infohash).settings

    await room.downloads.batch([an_add(1), an_add(2), replace(an_add(3), sequential=True), an_add(4)])
    room.defaults = replace(room.defaults, auto_managed=True)
    await room.downloads.add(an_add(5))

    assert settings(1) is settings(2) is settings(4)
    assert settings(3) == replace(settings(1), sequential=True)
    assert settings(5) == replace(settings(1), auto_managed=True)


async def test_what_the_request_says_is_kept(room: Room) -> None:
    request = an_add(
        destination=PurePath("/mine"),
        completed_dir=None,
        auto_managed=False,
        safe_seeding=True,
        stopped=True,
        sequential=True,
        upload_limit=BytesPerSecond(1000),
        download_limit=BytesPerSecond(2000),
        seeding=SeedingRule(mode=SeedingMode.NEVER),
        name="called so",
    )

    added = await room.downloads.add(request)

    settings = room.catalogue.records[added.infohash].settings
    assert (settings.destination, settings.completed_dir, settings.name) == (PurePath("/mine"), None, "called so")
    assert (settings.upload_limit, settings.download_limit) == (1000, 2000)
    assert (settings.safe_seeding, settings.user_stopped, settings.sequential) == (True, True, True)
    assert settings.seeding.mode is SeedingMode.NEVER
    assert room.downloads.get(added.infohash).state is DownloadState.STOPPED
    assert room.downloads.get(added.infohash).name == "called so"


async def test_a_selection_becomes_priorities(room: Room) -> None:
    source = TorrentSource(a_metainfo(files=FILES).data)

    added = await room.downloads.add(an_add(source=source, selection=(1,)))

    assert room.catalogue.records[added.infohash].settings.file_priorities == (0, 4, 0)
    assert room.engine.torrent(added.infohash).priorities == (0, 4, 0)


async def test_an_empty_selection_selects_nothing(room: Room) -> None:
    added = await room.downloads.add(an_add(source=TorrentSource(a_metainfo(files=FILES).data), selection=()))

    assert room.catalogue.records[added.infohash].settings.file_priorities == (0, 0, 0)


async def test_a_selection_for_a_magnet_waits_for_its_files(room: Room) -> None:
    added = await room.downloads.add(an_add(source=a_magnet(selection=(2,))))

    assert room.catalogue.records[added.infohash].settings.selection == (2,)


@pytest.mark.parametrize("source", [TorrentSource(a_metainfo(files=FILES).data), a_magnet()])
async def test_a_file_that_cannot_be_is_refused(room: Room, source: Source) -> None:
    with pytest.raises(InvalidParameter, match="index out of range"):
        await room.downloads.add(an_add(source=source, selection=(-1,)))


async def test_only_metadata_of_a_torrent_whose_metadata_is_there_is_stopped(room: Room) -> None:
    added = await room.downloads.add(an_add(only_metadata=True))

    assert room.downloads.get(added.infohash).state is DownloadState.STOPPED


async def test_hops_without_safe_seeding_are_refused_in_the_words_that_clients_know(room: Room) -> None:
    with pytest.raises(InvalidParameter, match=r"^Cannot set anonymous download without safe seeding enabled$"):
        await room.downloads.add(an_add(hops=Hops(1), safe_seeding=False))


async def test_configured_hops_come_with_configured_safe_seeding(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, hops=Hops(2), safe_seeding=True)

    added = await room.downloads.add(an_add())

    settings = room.catalogue.records[added.infohash].settings
    assert (settings.hops, settings.safe_seeding) == (2, True)


@pytest.mark.parametrize("hops", [-1, 4])
async def test_a_number_of_hops_that_nobody_builds_is_refused(room: Room, hops: int) -> None:
    with pytest.raises(InvalidParameter):
        await room.downloads.add(an_add(hops=Hops(hops), safe_seeding=True))


async def test_a_url_is_never_fetched_in_the_open_for_a_hidden_download(room: Room) -> None:
    with pytest.raises(AnonymityUnavailable):
        await room.downloads.add(an_add(source=UrlSource(URL), hops=Hops(1), safe_seeding=True))

    assert room.fetcher.asked == []


@pytest.mark.parametrize("limit", [0, -1])
async def test_a_limit_that_is_no_limit_is_refused(room: Room, limit: int) -> None:
    with pytest.raises(InvalidParameter):
        await room.downloads.add(an_add(upload_limit=BytesPerSecond(limit)))


async def test_a_folder_outside_of_the_allowed_ones_is_refused(room: Room) -> None:
    for request in (an_add(destination=PurePath("/forbidden")), an_add(completed_dir=PurePath("/forbidden"))):
        with pytest.raises(PathNotAllowed):
            await room.downloads.add(request)


async def test_the_folder_for_what_is_not_complete_can_be_asked_for(room: Room) -> None:
    folder = room.defaults.incomplete_folder

    infohash = (await room.downloads.add(an_add(1, incomplete=True))).infohash
    other = (await room.downloads.add(an_add(2))).infohash

    assert (row := room.downloads.get(infohash)).settings.destination == folder
    assert row.settings.final_folder == DOWNLOADS
    assert room.downloads.get(other).settings.destination == DOWNLOADS


@pytest.mark.parametrize(
    ("asked", "hops"),
    [
        ({}, 0),
        ({"category": "films"}, 0),
        ({"category": "secret"}, 2),
        ({"tags": ("quiet", "other")}, 3),
        ({"category": "secret", "tags": ("quiet",)}, 3),
        ({"category": "secret", "hops": Hops(0)}, 0),
    ],
)
async def test_labels_hide_what_is_added_with_them(room: Room, asked: dict[str, Any], hops: int) -> None:
    room.defaults = replace(room.defaults, label_hops=(("secret", Hops(2)), ("quiet", Hops(3))))
    for name in ("films", "secret"):
        room.categories.places(name)

    added = await room.downloads.add(an_add(**asked))

    settings = room.downloads.get(added.infohash).settings
    assert (settings.hops, settings.safe_seeding) == (hops, hops > 0)
    assert room.engine.holds(added.infohash) is (hops == 0)
