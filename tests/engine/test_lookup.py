"""Metadata from the swarm, without a download."""

import asyncio

import pytest

from tests.engine.house import House
from tests.swarm import Seeder, magnet_of
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable, MetainfoTimeout
from tribler_core.domain.events import MetadataArrived, TorrentEvent, TransfersChanged
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.foundation.units import Seconds

PLAIN = Hops(0)
read = TorrentReader().read_magnet


async def test_metadata_is_looked_up_and_nothing_is_kept(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        magnet = read(magnet_of(torrent, peers=[seeder.address]))
        found = await house.engine.lookup.lookup(magnet, hops=PLAIN, timeout=Seconds(15))

    assert found == torrent
    assert not house.engine.torrents.holds(magnet.infohashes.identity)
    assert not house.ears.heard(TorrentEvent)
    assert not house.ears.heard(TransfersChanged)
    assert not house.downloads.exists()


async def test_a_lookup_that_nobody_answers_ends(house: House) -> None:
    magnet = read("magnet:?xt=urn:btih:" + "c" * 40)

    with pytest.raises(MetainfoTimeout):
        await house.engine.lookup.lookup(magnet, hops=PLAIN, timeout=Seconds(0.2))

    infohash = await house.add_magnet("magnet:?xt=urn:btih:" + "c" * 40)
    assert house.engine.torrents.holds(infohash)


async def test_a_hidden_lookup_never_meets_the_plain_session(house: House) -> None:
    with pytest.raises(AnonymityUnavailable):
        await house.engine.lookup.lookup(read("magnet:?xt=urn:btih:" + "c" * 40), hops=Hops(1), timeout=Seconds(5))


async def test_a_download_takes_a_lookup_over_and_answers_it(house: House) -> None:
    torrent = house.torrent()
    bare = read(magnet_of(torrent))
    looking = asyncio.ensure_future(house.engine.lookup.lookup(bare, hops=PLAIN, timeout=Seconds(15)))
    await asyncio.sleep(0)
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add_magnet(magnet_of(torrent, peers=[seeder.address]))
        assert await looking == torrent
        await house.until_seeding(infohash)

    assert len(house.ears.heard(MetadataArrived)) == 1


async def test_a_torrent_that_the_engine_holds_answers_at_once(house: House) -> None:
    torrent = house.torrent()
    await house.add(torrent, user_stopped=True)

    assert await house.engine.lookup.lookup(read(magnet_of(torrent)), hops=PLAIN, timeout=Seconds(5)) == torrent
