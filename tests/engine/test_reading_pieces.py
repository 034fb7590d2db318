"""Pieces, one by one, while they come in."""

import asyncio
from dataclasses import replace

import pytest

from tests.engine.house import LOCAL, House
from tests.swarm import PIECE, Seeder
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import DownloadNotFound, FileNotInTorrent
from tribler_core.domain.events import PieceFinished

SIZES = {"film.bin": 100 * PIECE}


async def test_wanted_pieces_come_first_and_can_be_read_while_downloading(house: House) -> None:
    content = (house.content("stuff", SIZES) / "film.bin").read_bytes()
    torrent = house.torrent_of("stuff")
    with Seeder(ignore_limits_on_local_network=False) as seeder:
        seeder.share(torrent, house.source, upload_limit=60_000)
        infohash = await house.add(torrent)
        reader = house.engine.pieces
        reader.want(infohash, {90: 0, 91: 10})
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await reader.wait_for_piece(infohash, 90)

        assert reader.has_piece(infohash, 90)
        assert await reader.read_piece(infohash, 90) == content[90 * PIECE : 91 * PIECE]
        assert (await house.engine.inspection.pieces(infohash)).count(True) < 50
        assert PieceFinished(infohash, 90) in house.ears.heard(PieceFinished)
        reader.release(infohash)


async def test_a_change_of_settings_disturbs_nobody_who_waits(house: House) -> None:
    house.content("stuff", SIZES)
    torrent = house.torrent_of("stuff")
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        waiting = asyncio.ensure_future(house.engine.pieces.wait_for_piece(infohash, 50))
        await house.until(infohash, lambda transfer: transfer.activity is Activity.DOWNLOADING)
        await house.engine.apply(replace(LOCAL, active_downloads=9))
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await asyncio.wait_for(waiting, 60)


async def test_pieces_of_a_complete_download_are_there_at_once(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)

    await house.ears.until(lambda: house.engine.pieces.has_piece(infohash, 5))
    await house.engine.pieces.wait_for_piece(infohash, 5)
    assert len(await house.engine.pieces.read_piece(infohash, 5)) == PIECE
    assert await house.engine.inspection.availability(infohash) >= 1.0


async def test_a_recheck_is_noticed_by_who_waits(house: House) -> None:
    torrent = house.torrent()
    infohash = await house.add(torrent)
    await house.until(infohash, lambda transfer: transfer.activity is Activity.DOWNLOADING)
    waiting = asyncio.ensure_future(house.engine.pieces.wait_for_piece(infohash, 3))
    await asyncio.sleep(0)
    house.downloads.mkdir(exist_ok=True)
    (house.source / "stuff").rename(house.downloads / "stuff")

    house.engine.torrents.recheck(infohash)

    await asyncio.wait_for(waiting, 60)


async def test_who_waits_for_a_piece_of_a_torrent_that_leaves_is_told(house: House) -> None:
    infohash = await house.add(house.torrent())
    waiting = asyncio.ensure_future(house.engine.pieces.wait_for_piece(infohash, 3))
    await house.until(infohash, lambda transfer: transfer.activity is Activity.DOWNLOADING)

    await house.engine.torrents.remove(infohash, with_data=False)

    with pytest.raises(DownloadNotFound):
        await waiting


async def test_a_file_lies_somewhere_in_its_torrent(house: House) -> None:
    infohash = await house.add(house.torrent(), user_stopped=True)
    files = house.engine.inspection.files(infohash)

    assert house.engine.pieces.file_extent(infohash, 1) == (files[0].size, files[1].size, PIECE)
    with pytest.raises(FileNotInTorrent):
        house.engine.pieces.file_extent(infohash, len(files))
