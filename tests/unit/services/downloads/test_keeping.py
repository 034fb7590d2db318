"""Resume data: what needs it, when it needs it, together."""

import pytest

from tests.builders import an_add, some_settings
from tests.unit.services.downloads.room import Room
from tribler_core.domain.errors import CatalogueError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.keeping import shared

SAVE_INTERVAL = Seconds(60.0)
"""As it is configured by default."""


async def quiet_downloads(room: Room, count: int) -> list[InfoHash]:
    """Downloads whose resume data was just saved."""
    added = [(await room.downloads.add(an_add(number))).infohash for number in range(count)]
    await room.tick(SAVE_INTERVAL)
    room.engine.saves = room.catalogue.transactions = 0
    return added


async def test_what_changed_is_saved_once_a_minute_in_one_transaction(room: Room) -> None:
    one, two, three = await quiet_downloads(room, 3)
    room.engine.change(one, done=1)
    room.engine.change(two, done=2)
    await room.tick(SAVE_INTERVAL - 1)
    assert room.engine.saves == 0

    await room.tick(1)

    assert (room.engine.saves, room.catalogue.transactions) == (2, 1)
    assert b'"done": 2' in (room.catalogue.records[two].resume_data or b"")
    assert b'"done": 0' in (room.catalogue.records[three].resume_data or b"")


async def test_an_idle_daemon_saves_nothing(room: Room) -> None:
    await quiet_downloads(room, 3)
    for _ in range(10):
        await room.tick(SAVE_INTERVAL)

    assert (room.engine.saves, room.catalogue.transactions) == (0, 0)


async def test_what_shall_survive_is_saved_within_a_second(room: Room) -> None:
    (infohash,) = await quiet_downloads(room, 1)
    room.parts.keeping.soon(infohash)
    await room.tick(1)

    assert room.engine.saves == 1


async def test_what_could_not_be_saved_is_tried_again(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    (infohash,) = await quiet_downloads(room, 1)
    room.engine.change(infohash, done=77)
    room.parts.keeping.soon(infohash)
    room.catalogue.failing = True
    await room.tick()
    assert "tried again" in caplog.text

    room.catalogue.failing = False
    await room.tick()

    assert b"77" in (room.catalogue.records[infohash].resume_data or b"")


async def test_an_error_that_nobody_foresaw_loses_nothing_either(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (infohash,) = await quiet_downloads(room, 1)
    room.engine.change(infohash, done=77)
    room.parts.keeping.soon(infohash)
    with monkeypatch.context() as broken:
        broken.setattr(room.catalogue, "save_resume_data", None)
        await room.tick()
    assert "tried again" in caplog.text

    await room.tick()

    assert b"77" in (room.catalogue.records[infohash].resume_data or b"")


async def test_a_thousand_are_saved_in_few_transactions(room: Room) -> None:
    infohashes = await quiet_downloads(room, 1000)
    await room.parts.keeping.save(infohashes)

    assert room.catalogue.transactions == 2


async def test_the_end_saves_everything_that_changed(room: Room) -> None:
    one, _ = await quiet_downloads(room, 2)
    room.engine.change(one, done=5)
    await room.downloads.stop(Seconds(10))

    assert room.engine.saves == 1
    assert b'"done": 5' in (room.catalogue.records[one].resume_data or b"")


async def test_a_setting_is_stored_before_it_is_shown(room: Room) -> None:
    (infohash,) = await quiet_downloads(room, 1)
    room.catalogue.failing = True

    with pytest.raises(CatalogueError):
        await room.parts.keeping.change(infohash, sequential=True)

    assert not room.downloads.get(infohash).settings.sequential


def test_equal_settings_are_one_object() -> None:
    assert shared(some_settings(sequential=True)) is shared(some_settings(sequential=True))
