"""A daemon and a swarm that the tests of a module share; each test has torrents of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.offers import Swarm

OPTIONS = {
    "fetching.allow_private": "true",
    "libtorrent.active_downloads": "-1",
    "libtorrent.active_seeds": "-1",
    "libtorrent.active_checking": "-1",
    "libtorrent.utp": "false",
}
"""Torrents may come from this machine; nothing waits in a queue; TCP, so that nobody waits for uTP to be given up."""
SHALLOW = {"max_allowed_in_request_queue": 64, "send_socket_buffer_size": 64 * 1024}
"""A seeder that takes and sends little at a time: what was asked for last is not behind megabytes asked for before,
and what it has sent, the other side has read."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """A daemon that ends well after all that was done to it."""
    async with DaemonProcess(tmp_path_factory.mktemp("daemon"), OPTIONS) as daemon:
        yield Api(daemon)
        assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


@pytest.fixture(scope="module")
def swarm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swarm]:
    with Swarm(tmp_path_factory.mktemp("swarm"), **SHALLOW) as swarm:
        yield swarm
