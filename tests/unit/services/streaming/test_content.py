"""The content of files, whether it is there or still on its way."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import ADDED, PIECE, a_metainfo, some_settings
from tests.fakes.engine import FakeEngine
from tests.fakes.torrents import FakeTorrent
from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Hold
from tribler_core.domain.errors import DownloadNotFound, FileNotInTorrent
from tribler_core.domain.ports import AddOrder
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.foundation.unset import UNSET
from tribler_core.services.streaming.content import CHUNK, Content, ContentStreaming

METAINFO = a_metainfo(1, files={"a.txt": 100, "film.mkv": 64 * PIECE, "z.txt": 50})
INFOHASH = METAINFO.infohash
FILM = 1


class PatternEngine(FakeEngine):
    """Whose content can be told apart: each byte is the number of its piece (modulo 256)."""

    async def read_piece(self, infohash: InfoHash, piece: int) -> bytes:
        assert self.has_piece(infohash, piece)
        return bytes([piece % 256]) * len(await super().read_piece(infohash, piece))


class House:
    """One download, its engine, and what streaming asks of it."""

    def __init__(self) -> None:
        self.engine = PatternEngine(lambda _: None)
        self.settings = some_settings()
        self.hold = Hold.NONE
        self.patches: list[DownloadPatch] = []
        self.streaming = ContentStreaming(self, self.engine, self.engine, self.engine)

    async def begin(self, metainfo: Metainfo = METAINFO) -> None:
        self.infohashes = metainfo.infohashes
        order = AddOrder(infohashes=self.infohashes, settings=self.settings, added=ADDED, torrent=metainfo.data)
        await self.engine.add([order])

    def get(self, infohash: InfoHash) -> Download:
        transfer = self.engine.torrent(infohash).transfer
        return Download(infohashes=self.infohashes, settings=self.settings, transfer=transfer, hold=self.hold)

    async def find(self, infohash: InfoHash) -> Download:
        return self.get(infohash)

    async def update(self, infohash: InfoHash, patch: DownloadPatch) -> Download:
        self.patches.append(patch)
        self.settings = replace(self.settings, user_stopped=False)
        self.engine.change(infohash, paused=False)
        return self.get(infohash)

    @property
    def torrent(self) -> FakeTorrent:
        return self.engine.torrent(self.infohashes.identity)

    @property
    def wanted(self) -> dict[int, int]:
        return self.torrent.wanted

    @property
    def priorities(self) -> tuple[int, ...]:
        return self.torrent.priorities

    def changes(self, name: str) -> list[object]:
        return [value for change in self.torrent.changes if (value := getattr(change, name)) is not UNSET]

    def deliver(self, *pieces: int) -> None:
        for piece in pieces:
            self.engine.finish_piece(self.torrent.infohash, piece)


@pytest.fixture
async def house():
    house = House()
    await house.begin()
    return house


async def read(content: Content, first: int, last: int) -> bytes:
    async with aclosing(content.read(first, last)) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def reading(content: Content, first: int, last: int) -> "asyncio.Task[bytes]":
    """Somebody who has begun to read."""
    task = asyncio.ensure_future(read(content, first, last))
    for _ in range(5):
        await asyncio.sleep(0)
    return task


async def leave(task: "asyncio.Task[bytes]") -> None:
    task.cancel()
    await asyncio.wait({task})


async def test_a_file_is_described_without_any_effect(house):
    content = await house.streaming.open(INFOHASH, FILM)

    assert (content.size, content.name, content.media_type) == (64 * PIECE, "film.mkv", "video/x-matroska")
    assert content.etag == f'"{INFOHASH}-1"'
    assert content.path_if_complete is None
    assert not house.wanted
    assert not house.torrent.changes


@pytest.mark.parametrize("index", [-1, 3, 10**9])
async def test_a_file_that_is_not_there_is_not_found(house, index):
    with pytest.raises(FileNotInTorrent):
        await house.streaming.open(INFOHASH, index)


async def test_before_its_files_are_known_nothing_is_found(house):
    house.torrent.metainfo = None

    with pytest.raises(FileNotInTorrent, match="not known yet"):
        await house.streaming.open(INFOHASH, 0)


async def test_the_bytes_are_those_of_the_range_in_small_chunks(house):
    house.deliver(*range(65))
    content = await house.streaming.open(INFOHASH, FILM)
    whole = b"".join(bytes([piece]) * PIECE for piece in range(65))[100 : 100 + content.size]

    for first, last in (
        (0, content.size - 1),
        (0, 0),
        (PIECE - 101, PIECE - 100),
        (5, 5 * PIECE),
        (content.size - 1,) * 2,
    ):
        assert await read(content, first, last) == whole[first : last + 1]
    async with aclosing(content.read(0, content.size - 1)) as chunks:
        assert max([len(chunk) async for chunk in chunks]) <= CHUNK


async def test_a_reader_waits_for_its_piece_and_for_no_other(house):
    content = await house.streaming.open(INFOHASH, FILM)
    task = await reading(content, 0, 9)
    assert not task.done()

    house.deliver(0)

    assert await asyncio.wait_for(task, 60) == bytes(10)


async def test_while_somebody_reads_the_file_is_preferred_and_afterwards_it_is_as_the_user_wants(house):
    house.settings = some_settings(file_priorities=(0, 1, 4))
    content = await house.streaming.open(INFOHASH, FILM)

    task = await reading(content, 0, 9)
    assert house.priorities == (0, 7, 4)
    assert min(house.wanted, key=house.wanted.__getitem__) == 0
    await leave(task)

    assert house.priorities == (0, 1, 4)
    assert not house.wanted


async def test_two_readers_do_not_stop_each_other(house):
    film = await house.streaming.open(INFOHASH, FILM)
    text = await house.streaming.open(INFOHASH, 2)
    first = await reading(film, 40 * PIECE, 41 * PIECE)
    second = await reading(text, 0, 9)
    assert house.priorities == (4, 7, 7)
    assert {40, 64} <= house.wanted.keys()

    await leave(first)

    assert house.priorities == (4, 4, 7)
    assert list(house.wanted) == [64]
    house.deliver(64)
    assert await asyncio.wait_for(second, 60) == bytes([64]) * 10
    assert house.priorities == (4, 4, 4)


async def test_the_window_moves_with_the_reader():
    house = House()
    metainfo = a_metainfo(2, files={"film.mkv": 1000 * PIECE})
    await house.begin(metainfo)
    content = await house.streaming.open(metainfo.infohash, 0)
    task = await reading(content, 500 * PIECE, content.size - 1)
    window = set(range(500, 551))
    assert window <= house.wanted.keys()
    assert not {499, 551} & house.wanted.keys()

    house.deliver(500, 501)
    for _ in range(9):
        await asyncio.sleep(0)

    assert {551, 552} <= house.wanted.keys()
    assert 553 not in house.wanted
    assert house.wanted[502] == 0
    await leave(task)


async def test_what_is_all_there_is_read_without_disturbing_anybody(house):
    house.engine.complete(INFOHASH)
    content = await house.streaming.open(INFOHASH, FILM)

    await read(content, 0, content.size - 1)

    assert not house.torrent.changes
    assert not house.patches


async def test_a_stopped_download_is_resumed(house):
    house.settings = some_settings(user_stopped=True)
    house.engine.change(INFOHASH, paused=True)
    content = await house.streaming.open(INFOHASH, FILM)

    await leave(await reading(content, 0, 9))

    assert house.patches == [DownloadPatch(command=Command.RESUME)]


async def test_a_queued_download_runs_while_it_is_read(house):
    house.settings = some_settings(auto_managed=True)
    house.engine.change(INFOHASH, paused=True, auto_managed=True)
    content = await house.streaming.open(INFOHASH, FILM)

    task = await reading(content, 0, 9)
    assert not house.get(INFOHASH).transfer.paused
    await leave(task)

    assert house.changes("auto_managed") == [False, True]


async def test_what_the_user_stops_meanwhile_stays_stopped(house):
    house.settings = some_settings(auto_managed=True)
    content = await house.streaming.open(INFOHASH, FILM)
    task = await reading(content, 0, 9)
    house.settings = some_settings(auto_managed=True, user_stopped=True)

    await leave(task)

    assert house.changes("auto_managed") == [False]


async def test_what_is_held_back_is_not_started_for_a_reader(house):
    house.settings = some_settings(auto_managed=True)
    house.hold = Hold.NO_CIRCUIT
    content = await house.streaming.open(INFOHASH, FILM)

    await leave(await reading(content, 0, 9))

    assert not house.changes("paused")
    assert not house.patches


async def test_a_download_that_is_removed_ends_its_readers(house):
    content = await house.streaming.open(INFOHASH, FILM)
    task = await reading(content, 0, 9)

    await house.engine.remove(INFOHASH, with_data=False)

    with pytest.raises(DownloadNotFound):
        await asyncio.wait_for(task, 60)


async def test_a_complete_file_is_offered_where_it_lies(house, tmp_path):
    path = tmp_path / METAINFO.name / "film.mkv"
    path.parent.mkdir()
    path.write_bytes(bytes(64 * PIECE))
    house.settings = some_settings(destination=tmp_path)

    async def offered() -> Path | None:
        content: Content = await house.streaming.open(INFOHASH, FILM)
        return content.path_if_complete

    assert await offered() is None
    house.engine.complete(INFOHASH)
    assert await offered() == path
    house.engine.change(INFOHASH, moving=True)
    assert await offered() is None
    house.engine.change(INFOHASH, moving=False)
    house.settings = replace(house.settings, file_priorities=(4, 0, 4))
    assert await offered() is None
    house.settings = replace(house.settings, file_priorities=None)
    path.write_bytes(b"cut")
    assert await offered() is None
    path.unlink()
    assert await offered() is None
