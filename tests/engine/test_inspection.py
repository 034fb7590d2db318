"""What can be asked of a torrent that runs."""

from dataclasses import replace

import pytest

from tests.engine.house import FILES, House
from tests.swarm import LOOPBACK, Seeder, make_torrent
from tribler_core.domain.errors import MetainfoNotYetKnown
from tribler_core.domain.swarm.peer import PeerConnection, PeerFlag
from tribler_core.engine.metainfo.bencode import decode
from tribler_core.engine.metainfo.reading import read_torrent
from tribler_core.engine.views import inspection as views

SLOW = 20_000


async def test_peers_pieces_and_availability_are_told_while_downloading(house: House) -> None:
    torrent = house.torrent()
    with Seeder(ignore_limits_on_local_network=False, user_agent="a stranger", enable_incoming_utp=False) as seeder:
        seeder.share(torrent, house.source, upload_limit=SLOW)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until(infohash, lambda transfer: transfer.done > 0)
        [peer] = await house.engine.inspection.peers(infohash)
        availability = await house.engine.inspection.piece_availability(infohash)
        copies = await house.engine.inspection.availability(infohash)
        pieces = await house.engine.inspection.pieces(infohash)

    assert (peer.ip, peer.port, peer.client, peer.progress) == (LOOPBACK, peer.port, "a stranger", 1.0)
    assert peer.connection is PeerConnection.TCP
    assert peer.flags & (PeerFlag.OUTGOING | PeerFlag.SEED) == PeerFlag.OUTGOING | PeerFlag.SEED
    assert len(peer.peer_id) == 20
    assert peer.downloaded > 0
    assert len(pieces) == len(availability) == house.transfer(infohash).piece_count
    assert set(availability) == {1}
    assert 1.0 <= copies < 2.0
    assert 0 < pieces.count(True) < len(pieces)


async def test_progress_of_files_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "FRESH", 0)
    torrent = house.torrent(version="hybrid")
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent, file_priorities=(7,))
        assert {file.progress for file in await house.engine.inspection.file_progress(infohash)} == {0.0}
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)

    listed = await house.engine.inspection.file_progress(infohash)
    assert sorted(file.file.size for file in listed) == sorted(FILES.values()), "pad files are not shown"
    assert {file.progress for file in listed} == {1.0}
    assert [file.priority for file in listed] == [7, 4, 4, 4]


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
async def test_what_is_exported_is_the_torrent_with_its_present_trackers(house: House, version: str) -> None:
    torrent = house.torrent(version=version, web_seeds=["http://127.0.0.1:1/"])
    infohash = await house.add(torrent, user_stopped=True)
    house.engine.swarm.add_trackers(infohash, [("http://127.0.0.1:1/announce", 0)])

    exported = await house.engine.inspection.export(infohash)

    expected = make_torrent(
        house.source / "stuff",
        version=version,
        trackers=["http://127.0.0.1:1/announce"],
        web_seeds=["http://127.0.0.1:1/"],
    )
    assert replace(read_torrent(exported), data=b"") == replace(read_torrent(expected), data=b"")
    assert decode(exported).get(b"piece layers") == decode(expected).get(b"piece layers")


async def test_a_magnet_without_metadata_shows_nothing_and_cannot_be_exported(house: House) -> None:
    infohash = await house.add_magnet("magnet:?xt=urn:btih:" + "d" * 40 + "&dn=a+name")

    inspection = house.engine.inspection
    assert inspection.files(infohash) == ()
    assert await inspection.file_progress(infohash) == ()
    assert await inspection.pieces(infohash) == []
    assert await inspection.piece_availability(infohash) == []
    assert await inspection.availability(infohash) == 0.0
    with pytest.raises(MetainfoNotYetKnown):
        await inspection.export(infohash)
    await house.until(infohash, lambda transfer: transfer.name == "a name")


async def test_a_private_torrent_is_known_as_one(house: House) -> None:
    infohash = await house.add(house.torrent(private=True))

    await house.until(infohash, lambda transfer: transfer.private)


async def test_paths_are_those_of_the_files(house: House) -> None:
    infohash = await house.add(house.torrent(version="hybrid"))
    second = house.engine.inspection.files(infohash)[1]
    assert second.index > 1  # there is a pad file before it
    await house.engine.torrents.rename_file(infohash, second.index, "stuff/another.bin")

    files = house.engine.inspection.files(infohash)
    assert [*house.engine.inspection.paths(infohash)] == [file.path for file in files]
    assert "stuff/another.bin" in house.engine.inspection.paths(infohash)
