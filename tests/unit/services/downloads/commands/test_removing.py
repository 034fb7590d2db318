"""Downloads on their way out."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import DownloadNotFound, StorageError
from tribler_core.domain.events import DownloadRemoved
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.foundation.units import Bytes
from tribler_core.services.downloads.commands.removing import _delete


@pytest.mark.parametrize("with_data", [True, False])
async def test_a_removed_download_is_gone_everywhere(room: Room, with_data: bool) -> None:
    infohash = (await room.downloads.add(an_add())).infohash

    await room.downloads.remove(infohash, with_data=with_data)

    assert (room.catalogue.records, room.engine.torrents, len(room.table)) == ({}, {}, 0)
    assert room.engine.deleted == ([infohash] if with_data else [])
    assert room.heard_of(DownloadRemoved) == [DownloadRemoved(infohash, with_data)]


async def test_what_is_not_there_cannot_be_removed(room: Room) -> None:
    with pytest.raises(DownloadNotFound):
        await room.downloads.remove(a_metainfo().infohash, with_data=False)


async def test_a_download_whose_files_cannot_be_deleted_is_gone_and_the_reason_told(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.refuse_files = "read-only"

    with pytest.raises(StorageError, match="read-only"):
        await room.downloads.remove(infohash, with_data=True)

    assert room.catalogue.records == {}
    assert len(room.table) == 0


async def test_a_hybrid_is_removed_by_its_second_name(room: Room) -> None:
    hybrid = a_metainfo(version="hybrid")
    await room.downloads.add(an_add(source=TorrentSource(hybrid.data)))
    assert hybrid.infohashes.v2 is not None

    await room.downloads.remove(hybrid.infohashes.v2, with_data=False)

    assert (room.catalogue.records, room.engine.torrents, len(room.table)) == ({}, {}, 0)


async def test_files_of_a_hidden_download_are_deleted_without_the_engine(room: Room, tmp_path: Path) -> None:
    source = TorrentSource(a_metainfo(files={"deep/a.bin": 1000}).data)
    infohash = (await room.downloads.add(an_add(source=source, destination=tmp_path))).infohash
    file = tmp_path / "imagined 1" / "deep" / "a.bin"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a")
    other = tmp_path / "imagined 1" / "not ours"
    other.write_bytes(b"b")
    room.engine.change(infohash, done=1000)
    await room.downloads.update(infohash, DownloadPatch(hops=Hops(1)))

    await room.downloads.remove(infohash, with_data=True)

    assert not file.parent.exists()
    assert other.exists()


def test_nothing_outside_of_the_folder_is_deleted(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.write_bytes(b"")
    (folder / "link").symlink_to(tmp_path)

    _delete(folder, [TorrentFile(0, "../outside", Bytes(0)), TorrentFile(1, "link/outside", Bytes(0))])

    assert outside.exists()


async def test_content_goes_to_the_trash_where_that_is_wanted(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    thrown: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(
        room.parts.batching._commands.removing, "_throw_away", lambda folder, paths: thrown.append((folder, paths))
    )
    room.defaults = replace(room.defaults, trash=True)
    infohash = (await room.downloads.add(an_add())).infohash

    await room.downloads.remove(infohash, with_data=True)

    assert room.engine.deleted == []
    assert thrown == [(Path("/downloads"), ["imagined 1/content.bin"])]
    assert room.heard_of(DownloadRemoved) == [DownloadRemoved(infohash, with_data=True)]


@pytest.mark.parametrize(("wanted", "there"), [(True, False), (False, True)])
async def test_copies_of_a_torrent_go_with_it_where_that_is_wanted(
    room: Room, tmp_path: Path, wanted: bool, there: bool
) -> None:
    room.defaults = replace(room.defaults, torrent_folder=tmp_path, remove_copies=wanted)
    infohash = (await room.downloads.add(an_add())).infohash
    await room.until(lambda: any(tmp_path.iterdir()))
    [copy] = tmp_path.iterdir()

    await room.downloads.remove(infohash, with_data=False)

    await room.until(lambda: copy.exists() is there)
