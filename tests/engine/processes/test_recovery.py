"""After `kill -9`: no finished piece that had been flushed is fetched again."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import libtorrent as lt
import pytest

from tests.engine.house import House
from tests.swarm import PIECE, Seeder, until
from tribler_core.domain.events import ContentCompleted, TorrentChecked
from tribler_core.domain.torrent.infohash import InfoHash

ROOT = Path(__file__).parents[3]
SIZES = {"one.bin": 150 * PIECE + 77, "two.bin": 99 * PIECE, "small.txt": 100}
RATE = 150_000


@contextmanager
def victim(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A downloading process that ends without a chance to say goodbye."""
    process = subprocess.Popen([sys.executable, "-m", "tests.engine.processes.victim", folder, str(port)], cwd=ROOT)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def pieces_on_disk(info: lt.torrent_info, folder: Path) -> set[int]:
    """The pieces that a hash of the disk finds, the hard way."""
    layout, found = info.layout(), set()
    for piece in range(info.num_pieces()):
        data = b""
        for part in info.map_block(piece, 0, info.piece_size(piece)):
            if layout.file_flags(part.file_index) & lt.file_flags_t.flag_pad_file:
                data += bytes(part.size)
                continue
            path = folder / layout.file_path(part.file_index)
            with path.open("rb") if path.exists() else open(os.devnull, "rb") as file:  # noqa: PTH123 - the same
                file.seek(part.offset)
                data += file.read(part.size)
        if hashlib.sha1(data, usedforsecurity=False).digest() == info.hash_for_piece(piece):
            found.add(piece)
    return found


async def pieces_of(house: House, infohash: InfoHash) -> set[int]:
    """The pieces that the engine believes to have, once it has looked."""
    await house.ears.hear(TorrentChecked)
    return {piece for piece, there in enumerate(await house.engine.inspection.pieces(infohash)) if there}


@pytest.mark.parametrize("resumed", [True, False], ids=["with resume data", "without any"])
async def test_what_was_flushed_before_a_kill_is_found_again(house: House, tmp_path: Path, resumed: bool) -> None:
    house.content("stuff", SIZES)
    torrent = house.torrent_of("stuff")
    info = lt.torrent_info(torrent)
    (tmp_path / "torrent").write_bytes(torrent)
    with Seeder(ignore_limits_on_local_network=False) as seeder:
        handle = seeder.share(torrent, house.source, upload_limit=RATE)
        with victim(tmp_path, seeder.address[1]):
            await until(lambda: len(pieces_on_disk(info, house.downloads)) > 30 and (tmp_path / "resume").exists())
        there = pieces_on_disk(info, house.downloads)
        handle.set_upload_limit(-1)

        resume_data = (tmp_path / "resume").read_bytes() if resumed else None
        infohash = await house.add_order(torrent=torrent, resume_data=resume_data, recover=True, settings={})
        assert await pieces_of(house, infohash) >= there
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        transfer = await house.until_seeding(infohash)

    assert transfer.done == sum(SIZES.values())
    assert transfer.session_downloaded <= (info.num_pieces() - len(there)) * PIECE
    assert house.ears.heard(ContentCompleted) == [ContentCompleted(infohash, transferred=True)]


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
async def test_scattered_pieces_are_recovered_from_sparse_files(house: House, version: str) -> None:
    house.content("stuff", SIZES)
    torrent = house.torrent_of("stuff", version=version, piece_size=2 * PIECE)
    info = lt.torrent_info(torrent)
    layout = info.layout()
    wanted = {0, 3, 4, 30, 75}
    for piece in wanted:
        for part in info.map_block(piece, 0, info.piece_size(piece)):
            name = layout.file_path(part.file_index)
            if layout.file_flags(part.file_index) & lt.file_flags_t.flag_pad_file:
                continue
            target = house.downloads / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
            with target.open("r+b") as file:
                file.seek(part.offset)
                file.write((house.source / name).read_bytes()[part.offset : part.offset + part.size])
    spoilt = house.downloads / layout.file_path(0)
    with spoilt.open("r+b") as file:
        file.seek(10 * 2 * PIECE)
        file.write(bytes(range(256)) * (2 * PIECE // 256))

    infohash = await house.add_order(torrent=torrent, recover=True, settings={"user_stopped": True})

    assert await pieces_of(house, infohash) == wanted
    await house.until(infohash, lambda _: infohash in house.engine.torrents.take_unsaved())  # to be saved like progress


async def test_a_recovery_with_nothing_on_disk_is_a_plain_start(house: House) -> None:
    torrent = house.torrent()
    infohash = await house.add_order(torrent=torrent, recover=True, settings={"user_stopped": True})

    assert await pieces_of(house, infohash) == set()
