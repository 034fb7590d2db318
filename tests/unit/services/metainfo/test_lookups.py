"""One attempt, however many wait for it."""

import asyncio

import pytest

from tests.builders import a_magnet_of, a_metainfo
from tests.fakes.content import FakeContent
from tests.fakes.network import FakeNetwork, FakeReadiness
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable, MetainfoTimeout
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.metainfo.lookups import SharedLookups

METAINFO = a_metainfo(1)
MAGNET = a_magnet_of(METAINFO)
PLAIN = Hops(0)


class SlowSwarm(FakeContent):
    """A swarm that answers when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.given_up = 0

    async def lookup(self, magnet: Magnet, *, hops: Hops, timeout: Seconds) -> bytes:
        self.lookups.append((magnet, hops, timeout))
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        try:
            return self.swarm[magnet.infohashes.identity]
        except KeyError:
            raise MetainfoTimeout("metainfo error") from None


@pytest.fixture
def swarm():
    swarm = SlowSwarm()
    swarm.swarm[METAINFO.infohash] = METAINFO.data
    return swarm


@pytest.fixture
async def tasks():
    tasks = TaskOwner()
    yield tasks
    await tasks.close()


@pytest.fixture
def lookups(swarm, tasks):
    return SharedLookups(swarm, swarm, FakeNetwork(FakeReadiness(available=True, ready=True)), tasks)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_all_who_ask_share_one_attempt(lookups, swarm):
    asking = [asyncio.ensure_future(lookups.find(MAGNET, PLAIN)) for _ in range(3)]
    await settle()
    swarm.gate.set()

    assert [found.infohash for found in await asyncio.gather(*asking)] == [METAINFO.infohash] * 3
    assert swarm.lookups == [(MAGNET, 0, 60.0)]


async def test_other_hops_are_another_attempt(lookups, swarm):
    swarm.gate.set()
    await asyncio.gather(lookups.find(MAGNET, PLAIN), lookups.find(MAGNET, Hops(1)))

    assert len(swarm.lookups) == 2


async def test_it_goes_on_as_long_as_one_waits_and_stops_with_the_last(lookups, swarm):
    first, second = (asyncio.ensure_future(lookups.find(MAGNET, PLAIN)) for _ in range(2))
    await settle()
    first.cancel()
    await settle()
    assert swarm.given_up == 0

    second.cancel()
    await settle()

    assert swarm.given_up == 1


async def test_after_it_was_given_up_the_next_is_a_new_attempt(lookups, swarm):
    first = asyncio.ensure_future(lookups.find(MAGNET, PLAIN))
    await settle()
    first.cancel()
    second = asyncio.ensure_future(lookups.find(MAGNET, PLAIN))
    await settle()
    swarm.gate.set()

    assert (await second).infohash == METAINFO.infohash
    assert len(swarm.lookups) == 2


async def test_everybody_hears_of_a_failure_and_the_log_does_not(lookups, swarm, caplog):
    swarm.swarm.clear()
    asking = [asyncio.ensure_future(lookups.find(MAGNET, PLAIN)) for _ in range(2)]
    await settle()
    swarm.gate.set()

    results = await asyncio.gather(*asking, return_exceptions=True)

    assert [type(result) for result in results] == [MetainfoTimeout, MetainfoTimeout]
    assert not caplog.records


async def test_without_a_network_nothing_hidden_is_looked_up(swarm, tasks):
    lookups = SharedLookups(swarm, swarm, FakeNetwork(), tasks)

    with pytest.raises(AnonymityUnavailable):
        await lookups.find(MAGNET, Hops(1))

    assert not swarm.lookups
