"""A house for every test of this dialect."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.dialects.torbox.house import TorBoxHouse

OpenTorBoxHouse = Callable[..., Awaitable[TorBoxHouse]]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenTorBoxHouse]:
    """Opens houses with options of the configuration, and closes them after the test."""
    opened: list[TorBoxHouse] = []

    async def build(**options: str) -> TorBoxHouse:
        house = TorBoxHouse(tmp_path, **options)
        opened.append(house)
        await house.start()
        return house

    yield build
    for house in opened:
        await house.stop()
        assert not house.reported, "a bug showed"


@pytest.fixture
async def house(open_house: OpenTorBoxHouse) -> TorBoxHouse:
    """A house with everything as it comes."""
    return await open_house()
