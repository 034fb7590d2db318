"""A house for every test of this dialect."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.dialects.opening import Open, opening
from tests.dialects.qbittorrent.house import QbHouse

OpenQbHouse = Open[QbHouse]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenQbHouse]:
    """Opens houses with options of the configuration, and closes them after the test."""
    async with opening(QbHouse, tmp_path) as build:
        yield build


@pytest.fixture
async def house(open_house: OpenQbHouse) -> QbHouse:
    """A house with everything as it comes, logged in."""
    house = await open_house()
    await house.log_in()
    return house
