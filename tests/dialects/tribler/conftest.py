"""A house for every test of an endpoint."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.dialects.tribler.house import House

OpenHouse = Callable[..., Awaitable[House]]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenHouse]:
    """Opens houses with options of the configuration, and closes them after the test."""
    opened: list[House] = []

    async def build(**options: str) -> House:
        house = House(tmp_path, **options)
        opened.append(house)
        await house.start()
        return house

    yield build
    for house in opened:
        await house.stop()


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    """A house with everything as it comes."""
    return await open_house()
