"""The one door to downloads, and its clockwork."""

import pytest

from tests.builders import a_magnet, a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads import manager


async def test_everything_is_there_after_a_kill(room: Room) -> None:
    await room.downloads.add(an_add(1, stopped=True))
    await room.downloads.add(an_add(source=a_magnet(2)))
    before = [(row.infohash, row.settings, row.name) for row in room.table.rows()]

    again = await (await room.killed()).start()

    assert [(row.infohash, row.settings, row.name) for row in again.table.rows()] == before
    assert again.table.revision > room.table.revision


async def test_a_revision_of_the_process_before_gets_the_full_list(room: Room) -> None:
    await room.downloads.add(an_add())
    seen = room.table.revision

    again = await (await room.restarted()).start()

    assert again.table.since(seen).full


async def test_a_download_is_found_by_either_name(room: Room) -> None:
    hybrid = a_metainfo(version="hybrid")
    assert hybrid.infohashes.v2 is not None
    await room.downloads.add(an_add(source=TorrentSource(hybrid.data)))

    assert room.downloads.get(hybrid.infohashes.v2) is room.downloads.get(hybrid.infohash)
    assert await room.downloads.find(hybrid.infohashes.v2) is room.downloads.get(hybrid.infohash)
    with pytest.raises(DownloadNotFound):
        room.downloads.get(a_metainfo().infohash)


async def test_the_clockwork_does_what_is_due(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager, "TICK", Seconds(0))
    again = await (await room.restarted()).start()
    infohash = (await again.downloads.add(an_add())).infohash
    again.engine.complete(infohash)
    await again.until(lambda: again.catalogue.records[infohash].complete)
    await again.until(lambda: len(again.history.entries) == 2)
    await again.downloads.stop(Seconds(10))

    assert again.downloads.get(infohash).state is DownloadState.SEEDING


async def test_what_fails_in_the_clockwork_stops_nothing_else(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(manager, "TICK", Seconds(0))
    again = await (await room.restarted()).start()
    failed: list[int] = []

    def fail() -> None:
        failed.append(1)
        raise ValueError("broken")

    monkeypatch.setattr(again.parts.seeding, "tick", fail)
    infohash = (await again.downloads.add(an_add())).infohash
    again.engine.complete(infohash)
    await again.until(lambda: again.catalogue.records[infohash].complete and len(failed) > 1)
    await again.downloads.stop(Seconds(10))

    assert "failed in Seeding" in caplog.text


async def test_everything_that_runs_is_announced_from_another_address(room: Room) -> None:
    running = (await room.downloads.add(an_add(1))).infohash
    stopped = (await room.downloads.add(an_add(2, stopped=True))).infohash

    await room.downloads.announce_all()

    assert room.engine.torrent(running).announced == [None]
    assert room.engine.torrent(stopped).announced == []
