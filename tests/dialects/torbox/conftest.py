"""A house for every test of this dialect."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.dialects.opening import Open, opening
from tests.dialects.torbox.house import TorBoxHouse

OpenTorBoxHouse = Open[TorBoxHouse]


@pytest.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[OpenTorBoxHouse]:
    """Opens houses with options of the configuration, and closes them after the test."""
    async with opening(TorBoxHouse, tmp_path) as build:
        yield build


@pytest.fixture
async def house(open_house: OpenTorBoxHouse) -> TorBoxHouse:
    """A house with everything as it comes."""
    return await open_house()
