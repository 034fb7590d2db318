"""More trackers, and copies of torrents."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.builders import an_infohash
from tests.unit.services.downloads.room import Room
from tribler_core.services.downloads.extras import READ_AGAIN_AFTER, Extras, copy_name


def use(room: Room, **defaults: Any) -> Extras:
    room.defaults = replace(room.defaults, **defaults)
    return Extras(room.parts.desk)


async def test_without_a_file_there_are_no_trackers(room: Room) -> None:
    assert await use(room).trackers() == ()


async def test_the_file_is_read_again_after_a_minute(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "trackers"
    path.write_text("http://one\n")
    extras = use(room, trackers_file=path)
    assert await extras.trackers() == ("http://one",)

    path.write_text("  http://two  \n# no\n\n")
    assert await extras.trackers() == ("http://one",)
    room.clock.advance(READ_AGAIN_AFTER + 1)

    assert await extras.trackers() == ("http://two",)


async def test_a_file_that_is_not_there_harms_nobody(
    room: Room, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert await use(room, trackers_file=tmp_path / "none").trackers() == ()
    assert "no default trackers" in caplog.text


async def test_a_copy_that_cannot_be_written_harms_nobody(
    room: Room, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    use(room, torrent_folder=tmp_path / "file").keep_copies([(an_infohash(), "name", b"data")])
    await room.until(lambda: "no copy of the torrent" in caplog.text)


@pytest.mark.parametrize("name", ["a/../b", "a\0b", "é" * 500, ""])
def test_the_name_of_a_copy_is_one_that_a_file_can_have(name: str, tmp_path: Path) -> None:
    named = copy_name(an_infohash(), name)

    (tmp_path / named).touch()
    assert named.endswith(f" [{an_infohash()}].torrent")
    assert "/" not in named
