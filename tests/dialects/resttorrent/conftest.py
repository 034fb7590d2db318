"""A house for every test of this dialect."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.dialects.opening import Open, opening
from tests.dialects.resttorrent.house import RestHouse

OpenRestHouse = Open[RestHouse]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenRestHouse]:
    """Opens houses with options of the configuration, and closes them after the test."""
    async with opening(RestHouse, tmp_path) as build:
        yield build


@pytest.fixture
async def house(open_house: OpenRestHouse) -> RestHouse:
    """A house with everything as it comes."""
    return await open_house()
