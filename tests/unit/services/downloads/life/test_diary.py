"""What happened is written down, many entries at once."""

from pathlib import PurePath

import pytest

from tests.builders import an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import DownloadPatch, Move
from tribler_core.domain.errors import CatalogueError


async def test_the_life_of_a_download_is_in_the_history(room: Room) -> None:
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.complete(infohash)
    await room.downloads.update(infohash, DownloadPatch(move=Move(destination=PurePath("/elsewhere"))))
    room.engine.fail(infohash, "disk full")
    await room.downloads.remove(infohash, with_data=False)
    await room.tick()

    assert [(entry.what, entry.detail) for entry in room.history.entries] == [
        ("added", "imagined 1"),
        ("finished", "imagined 1"),
        ("moved", "/elsewhere"),
        ("failed", "disk full"),
        ("removed", ""),
    ]
    assert room.history.writes == 1


async def test_a_quiet_second_writes_nothing(room: Room) -> None:
    await room.tick()

    assert room.history.writes == 0


async def test_a_history_that_cannot_be_written_is_logged(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(_: object) -> None:
        raise CatalogueError("read-only")

    monkeypatch.setattr(room.history, "write", refuse)
    await room.downloads.add(an_add())
    await room.tick()

    assert "1 entries of the history are lost" in caplog.text
