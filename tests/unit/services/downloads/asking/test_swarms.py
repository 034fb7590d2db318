"""Peers and trackers: of the engine where the download is in it, of nobody where it is held."""

import pytest

from tests.builders import a_magnet, a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable, DownloadNotFound, InvalidParameter, MetainfoNotYetKnown
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource

METAINFO = a_metainfo(trackers=["http://one/announce"])


@pytest.fixture
async def infohash(room: Room) -> InfoHash:
    return (await room.downloads.add(an_add(source=TorrentSource(METAINFO.data)))).infohash


@pytest.fixture
async def hidden(room: Room) -> InfoHash:
    return (await room.downloads.add(an_add(2, hops=Hops(1), safe_seeding=True))).infohash


async def test_the_engine_is_asked(room: Room, infohash: InfoHash) -> None:
    room.engine.finish_piece(infohash, 3)

    assert await room.downloads.peers(infohash) == ()
    assert (await room.downloads.pieces(infohash))[3]
    assert await room.downloads.availability(infohash) == 0.0
    assert len(await room.downloads.piece_availability(infohash)) == 64
    assert await room.downloads.web_seeds(infohash) == ()
    assert await room.downloads.export(infohash) == METAINFO.data


async def test_a_held_download_has_nobody_and_can_be_exported(room: Room, hidden: InfoHash) -> None:
    assert await room.downloads.peers(hidden) == ()
    assert await room.downloads.pieces(hidden) == []
    assert await room.downloads.availability(hidden) == 0.0
    assert await room.downloads.piece_availability(hidden) == []
    assert await room.downloads.web_seeds(hidden) == ()
    assert await room.downloads.export(hidden) == a_metainfo(2).data


@pytest.mark.parametrize("hops", [0, 1])
async def test_a_magnet_cannot_be_exported_yet(room: Room, hops: int) -> None:
    request = an_add(source=a_magnet(), hops=Hops(hops), safe_seeding=True)
    infohash = (await room.downloads.add(request)).infohash

    with pytest.raises(MetainfoNotYetKnown):
        await room.downloads.export(infohash)
    assert await room.downloads.web_seeds(infohash) == ()


async def test_new_trackers_come_behind_the_others_and_last(room: Room, infohash: InfoHash) -> None:
    await room.downloads.add_trackers(infohash, ["udp://two:80", "http://three/announce"])

    told = {tracker.url: tracker.tier for tracker in room.downloads.get(infohash).trackers}
    assert told == {"http://one/announce": 0, "udp://two:80": 1, "http://three/announce": 2}
    assert room.catalogue.records[infohash].resume_data is not None


async def test_trackers_are_removed(room: Room, infohash: InfoHash) -> None:
    await room.downloads.remove_trackers(infohash, ["http://one/announce", "http://nobody/"])

    assert room.downloads.get(infohash).trackers == ()


async def test_a_tracker_that_nobody_can_announce_to_is_refused(room: Room, infohash: InfoHash) -> None:
    with pytest.raises(InvalidParameter):
        await room.downloads.add_trackers(infohash, ["gopher://old"])


async def test_announces_and_peers_reach_the_engine(room: Room, infohash: InfoHash) -> None:
    await room.downloads.announce(infohash)
    await room.downloads.announce(infohash, "http://one/announce")
    await room.downloads.connect_peers(infohash, [("127.0.0.1", 1)])

    torrent = room.engine.torrent(infohash)
    assert torrent.announced == [None, "http://one/announce"]
    assert torrent.connected == [("127.0.0.1", 1)]


async def test_nobody_is_told_of_a_held_download(room: Room, hidden: InfoHash) -> None:
    await room.downloads.announce(hidden)
    await room.downloads.connect_peers(hidden, [("127.0.0.1", 1)])

    with pytest.raises(AnonymityUnavailable):
        await room.downloads.add_trackers(hidden, ["udp://two:80"])
    with pytest.raises(AnonymityUnavailable):
        await room.downloads.remove_trackers(hidden, ["udp://two:80"])


async def test_what_is_not_there_is_not_found(room: Room) -> None:
    with pytest.raises(DownloadNotFound):
        await room.downloads.peers(METAINFO.infohash)
