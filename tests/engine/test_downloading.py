"""Torrents of every kind come over from a real peer."""

from dataclasses import replace

import pytest

from tests.engine.house import FILES, LOCAL, House
from tests.swarm import FileServer, Seeder, Tracker, bencode, magnet_of, until
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.domain.events import ContentCompleted, MetadataArrived, MetainfoCompleted, TrackersChanged
from tribler_core.domain.swarm.tracker import TrackerState
from tribler_core.engine.metainfo.bencode import decode


def same(house: House, name: str) -> bool:
    """Whether a file came over byte by byte."""
    return (house.downloads / "stuff" / name).read_bytes() == (house.source / "stuff" / name).read_bytes()


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
async def test_a_torrent_is_downloaded_from_a_peer(house: House, version: str) -> None:
    torrent = house.torrent(version=version)
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        transfer = await house.until_seeding(infohash)

    assert all(same(house, name) for name in FILES)
    assert transfer.size == transfer.done == transfer.wanted_done == sum(FILES.values())
    assert transfer.name == "stuff"
    completed = await house.ears.hear(ContentCompleted)
    assert completed == ContentCompleted(infohash, transferred=True)


async def test_what_is_told_complete_can_be_read_from_the_disk(house: House) -> None:
    """libtorrent itself says so up to some thirty milliseconds too early, of every third torrent of this size."""
    with Seeder() as seeder:
        for number in range(4):
            content = house.content(f"large{number}", {"a.bin": 8_000_000})
            torrent = house.torrent_of(content.name, piece_size=1024 * 1024)
            seeder.share(torrent, house.source)
            infohash = await house.add(torrent)
            house.engine.swarm.connect_peers(infohash, [seeder.address])
            await house.until_seeding(infohash)
            assert (house.downloads / content.name / "a.bin").read_bytes() == (content / "a.bin").read_bytes()


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
async def test_a_magnet_becomes_a_torrent_and_its_files(house: House, version: str) -> None:
    torrent = house.torrent(version=version)
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add_magnet(magnet_of(torrent, peers=[seeder.address]))
        arrived = await house.ears.hear(MetadataArrived)
        await house.until_seeding(infohash)

    assert all(same(house, name) for name in FILES)
    assert arrived.infohash == infohash
    if version == "v1":
        assert arrived.data == torrent


async def test_piece_layers_of_a_v2_magnet_are_told_when_they_come(house: House) -> None:
    torrent = house.torrent(version="v2")
    with Seeder() as seeder:
        handle = seeder.share(torrent, house.source, upload_limit=20_000)
        infohash = await house.add_magnet(magnet_of(torrent, peers=[seeder.address]))
        whole = (await house.ears.hear(MetadataArrived)).data
        if b"12:piece layers" not in whole:  # on a busy machine they may be here before we have looked
            whole = (await house.ears.hear(MetainfoCompleted)).data
        assert house.transfer(infohash).activity is not Activity.SEEDING
        handle.set_upload_limit(-1)

    assert bencode({b"piece layers": decode(torrent)[b"piece layers"]})[1:-1] in whole


async def test_piece_layers_are_also_told_of_a_torrent_that_was_stored_without_them(house: House) -> None:
    torrent = house.torrent(version="v2")
    bare = {name: value for name, value in decode(torrent).items() if name != b"piece layers"}
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(bencode(bare))
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        completed = await house.ears.hear(MetainfoCompleted)

    assert b"12:piece layers" in completed.data


async def test_a_torrent_is_downloaded_over_ipv6(house: House) -> None:
    await house.engine.apply(replace(LOCAL, listen_interface="::1"))
    torrent = house.torrent()
    with Seeder(host="::1") as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)


async def test_a_web_seed_serves_a_torrent_without_peers(house: House) -> None:
    house.content()
    with FileServer(house.source) as server:
        infohash = await house.add(house.torrent(web_seeds=[f"{server.url}/"]))
        await house.until_seeding(infohash)
        assert await house.engine.inspection.web_seeds(infohash) == (f"{server.url}/",)

    assert all(same(house, name) for name in FILES)


async def test_a_tracker_is_asked_and_introduces_peers(house: House) -> None:
    house.content()
    with Seeder() as seeder, Tracker(seeder.address) as tracker:
        torrent = house.torrent(trackers=[tracker.announce_url])
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        await house.until_seeding(infohash)
        await until(lambda: any(asked.get("event") == "started" for asked in tracker.announces))
        heard = await house.ears.hear(TrackersChanged, lambda event: event.trackers[0].seeds is not None)

    assert heard.trackers[0].state is TrackerState.WORKING
    assert (heard.trackers[0].peers, heard.trackers[0].seeds) == (1, 1)


async def test_a_hidden_download_never_meets_the_plain_session(house: House) -> None:
    with pytest.raises(AnonymityUnavailable):
        await house.add(house.torrent(), hops=Hops(1))

    assert [session.hops for session in house.engine.sessions] == [Hops(0)]
