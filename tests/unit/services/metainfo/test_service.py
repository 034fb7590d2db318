"""Metainfo of whatever a client names."""

import pytest

from tests.builders import a_magnet_of, a_metainfo
from tests.fakes.clock import FakeClock
from tests.fakes.content import FakeContent
from tests.fakes.network import FakeFetcher, FakeNetwork, FakeReadiness
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable, FetchError, MetainfoTimeout, TorrentDecodeError
from tribler_core.domain.ports import Fetched
from tribler_core.domain.torrent.source import HostFileSource, TorrentSource
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.metainfo.cache import MetainfoCache
from tribler_core.services.metainfo.lookups import SharedLookups
from tribler_core.services.metainfo.service import Described, MetainfoService

METAINFO = a_metainfo(1)
MAGNET = f"magnet:?xt=urn:btih:{METAINFO.infohash}"
URL = "http://x.example/a.torrent"
PLAIN = Hops(0)


class World:
    """The service and what is around it."""

    def __init__(self, tasks: TaskOwner) -> None:
        self.content = FakeContent()
        self.fetcher = FakeFetcher()
        self.cache = MetainfoCache(FakeClock())
        self.known: dict[str, bytes] = {}
        network = FakeNetwork(FakeReadiness(available=True))
        lookups = SharedLookups(self.content, self.content, network, tasks)
        self.service = MetainfoService(self._read, self.fetcher, self.content, lookups, self.cache, self._torrent)

    async def _read(self, source):
        if isinstance(source, HostFileSource):
            return await self.content.read(METAINFO.data)
        assert isinstance(source, TorrentSource)
        return await self.content.read(source.data)

    async def _torrent(self, infohash):
        return self.known.get(infohash)


@pytest.fixture
async def world():
    tasks = TaskOwner()
    yield World(tasks)
    await tasks.close()


async def test_a_url_is_described_with_what_its_certificate_was_worth(world):
    world.fetcher.answers[URL] = Fetched(METAINFO.data, valid_certificate=False)

    described = await world.service.from_uri(URL, hops=PLAIN)

    assert described == Described(METAINFO, valid_certificate=False)


async def test_a_url_that_leads_to_a_magnet_is_looked_up(world):
    world.fetcher.answers[URL] = Fetched(magnet=MAGNET)
    world.content.swarm[METAINFO.infohash] = METAINFO.data

    assert (await world.service.from_uri(URL, hops=PLAIN)).metainfo == METAINFO
    assert (await world.service.from_uri(URL, hops=PLAIN, skip_magnet=True)).metainfo is None


async def test_a_url_is_not_fetched_in_the_open_for_who_wants_to_hide(world):
    with pytest.raises(AnonymityUnavailable):
        await world.service.from_uri(URL, hops=Hops(1))

    assert not world.fetcher.asked


async def test_a_file_of_the_host_is_described(world):
    assert (await world.service.from_uri("file:///a.torrent", hops=PLAIN)).metainfo == METAINFO


async def test_a_magnet_is_looked_up_once_and_then_known_for_a_while(world):
    world.content.swarm[METAINFO.infohash] = METAINFO.data

    for _ in range(2):
        assert (await world.service.from_uri(MAGNET, hops=PLAIN)).metainfo == METAINFO

    assert world.content.lookups == [(a_magnet_of(METAINFO, name=""), 0, 60.0)]


async def test_a_skipped_magnet_costs_nothing(world):
    described = await world.service.from_uri(MAGNET, hops=PLAIN, skip_magnet=True)

    assert described == Described(None, valid_certificate=True)
    assert not world.content.lookups


async def test_the_swarm_is_not_asked_for_what_we_download(world):
    world.known[METAINFO.infohash] = METAINFO.data

    assert (await world.service.from_uri(MAGNET, hops=PLAIN)).metainfo == METAINFO
    assert not world.content.lookups


async def test_bytes_are_described_and_remembered(world):
    assert await world.service.from_bytes(METAINFO.data) == METAINFO
    assert world.cache.get(METAINFO.infohash) == METAINFO


async def test_failures_are_told(world):
    with pytest.raises(FetchError):
        await world.service.from_uri(URL, hops=PLAIN)
    with pytest.raises(MetainfoTimeout):
        await world.service.from_uri(MAGNET, hops=PLAIN)
    with pytest.raises(TorrentDecodeError):
        await world.service.from_bytes(b"nonsense")
