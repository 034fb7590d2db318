"""A real engine that talks to loopback only."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.engine.house import LOCAL, House
from tribler_core.config.sections.libtorrent import LibtorrentSection


@pytest.fixture
def section() -> LibtorrentSection:
    """The configuration of the engine under test; a test may override it."""
    return LOCAL


@pytest.fixture
async def house(section: LibtorrentSection, tmp_path: Path) -> AsyncIterator[House]:
    """A running engine with a folder for downloads."""
    house = House(section, tmp_path)
    await house.start()
    yield house
    await house.stop()
