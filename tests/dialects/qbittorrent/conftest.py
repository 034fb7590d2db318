"""A house for every test of this dialect."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.dialects.qbittorrent.house import QbHouse

OpenQbHouse = Callable[..., Awaitable[QbHouse]]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenQbHouse]:
    """Opens houses with options of the configuration, and closes them after the test."""
    opened: list[QbHouse] = []

    async def build(**options: str) -> QbHouse:
        house = QbHouse(tmp_path, **options)
        opened.append(house)
        await house.start()
        return house

    yield build
    for house in opened:
        await house.stop()
        assert not house.reported, "a bug showed"


@pytest.fixture
async def house(open_house: OpenQbHouse) -> QbHouse:
    """A house with everything as it comes, logged in."""
    house = await open_house()
    await house.log_in()
    return house
