"""A daemon and a swarm that the clients share; each has torrents and categories of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.room import a_daemon


class Place(NamedTuple):
    """Where the daemon is, its password, and where content lands."""

    url: str
    password: str
    downloads: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with a_daemon(tmp_path_factory.mktemp("daemon")) as (daemon, password):
        yield Place(daemon.url, password, daemon.downloads)


@pytest.fixture(scope="module")
def swarm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swarm]:
    with Swarm(tmp_path_factory.mktemp("swarm")) as swarm:
        yield swarm
