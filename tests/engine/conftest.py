"""A real engine that talks to loopback only."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.house import House
from tribler_core.config.sections.libtorrent import LibtorrentSection

LOCAL = LibtorrentSection(
    listen_interface="127.0.0.1", dht=False, lsd=False, upnp=False, natpmp=False, dht_bootstrap_nodes=()
)


@pytest.fixture
def section() -> LibtorrentSection:
    """The configuration of the engine under test; a test may override it."""
    return LOCAL


@pytest.fixture
async def house(section: LibtorrentSection, tmp_path: Path) -> AsyncIterator[House]:
    """A running engine with a folder for downloads."""
    house = House(replace(section), tmp_path)
    await house.start()
    yield house
    await house.stop()
