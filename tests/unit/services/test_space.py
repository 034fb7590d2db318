"""The watch over free space."""

from collections import namedtuple
from pathlib import Path

import pytest

from tribler_core.domain.errors import NotFound
from tribler_core.domain.events import Event, LowSpace
from tribler_core.foundation.units import Bytes
from tribler_core.services.space import SpaceWatch, measure, nearest_existing

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def free(monkeypatch):
    """Sets how much is free on every volume."""

    def set_free(size: int) -> None:
        monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(1000, 1000 - size, size))

    set_free(500)
    return set_free


def test_the_nearest_folder_that_exists_is_found(tmp_path):
    assert nearest_existing(tmp_path / "a" / "b") == tmp_path
    assert nearest_existing(tmp_path) == tmp_path


def test_a_volume_that_cannot_be_measured_is_not_found(tmp_path, monkeypatch):
    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr("shutil.disk_usage", refuse)
    with pytest.raises(NotFound):
        measure(tmp_path)


async def test_a_volume_that_gets_full_is_told_of_once_until_it_has_room_again(tmp_path, free):
    told: list[Event] = []
    folders = [tmp_path / "a", tmp_path / "b"]
    watch = SpaceWatch(lambda: folders, lambda: Bytes(100), told.append)

    await watch.look()
    assert told == []
    free(99)
    await watch.look()
    await watch.look()
    assert told in [[LowSpace(str(folder), total=1000, used=901, free=99)] for folder in folders]
    free(100)
    await watch.look()
    free(50)
    await watch.look()
    assert [event.free for event in told if isinstance(event, LowSpace)] == [99, 50]


async def test_with_no_threshold_or_no_folder_in_use_nothing_is_measured(tmp_path, free):
    told: list[Event] = []
    free(0)

    await SpaceWatch(lambda: [tmp_path], lambda: Bytes(0), told.append).look()
    await SpaceWatch(list, lambda: Bytes(100), told.append).look()

    assert told == []
