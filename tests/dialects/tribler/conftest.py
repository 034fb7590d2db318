"""A house for every test of an endpoint."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.dialects.opening import Open, opening
from tests.dialects.tribler.house import House

OpenHouse = Open[House]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenHouse]:
    """Opens houses with options of the configuration, and closes them after the test."""
    async with opening(House, tmp_path, bugs=True) as build:
        yield build


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    """A house with everything as it comes."""
    return await open_house()
