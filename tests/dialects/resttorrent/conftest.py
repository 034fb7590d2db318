"""A house for every test of this dialect."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.dialects.resttorrent.house import RestHouse

OpenRestHouse = Callable[..., Awaitable[RestHouse]]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenRestHouse]:
    """Opens houses with options of the section, and closes them after the test."""
    opened: list[RestHouse] = []

    async def build(**options: str) -> RestHouse:
        house = RestHouse(tmp_path, **options)
        opened.append(house)
        return await house.start()

    yield build
    for house in opened:
        await house.stop()
        assert not house.reported, "a bug showed"


@pytest.fixture
async def house(open_house: OpenRestHouse) -> RestHouse:
    """A house with everything as it comes."""
    return await open_house()
