"""Houses, and that a test sets what it says that it observes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.dialects.opening import Open, opening
from tests.e2e.qbittorrent.preferences.house import LiveHouse

OpenLiveHouse = Open[LiveHouse]


@pytest.fixture
async def open_house(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[OpenLiveHouse]:
    """Opens a house with options of the configuration, and closes it after the test."""
    opened: list[LiveHouse] = []

    def make(folder: Path, **options: str) -> LiveHouse:
        opened.append(LiveHouse(folder, **options))
        return opened[-1]

    async with opening(make, tmp_path) as build:
        yield build
    told = {name for mark in request.node.iter_markers("observes") for name in mark.args}
    assert told <= {name for house in opened for name in house.was_set}, "it says that it observes what it never set"


@pytest.fixture
async def house(open_house: OpenLiveHouse) -> LiveHouse:
    """A house with everything as it comes."""
    return await open_house()
