"""Streaming from a real swarm while it downloads: what a player asks for comes first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from tests.engine.house import House
from tests.swarm import Seeder, infohashes_of, make_torrent
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.services.streaming.content import Content, ContentStreaming

MIB = 1024 * 1024
SIZE = 40 * MIB
PIECE = 256 * 1024


class OneDownload:
    """What streaming needs of the downloads, for one."""

    def __init__(self, house: House, infohashes: InfoHashes) -> None:
        self._house = house
        self._infohashes = infohashes
        self._settings = DownloadSettings(destination=house.downloads)

    def get(self, infohash: InfoHash) -> Download:
        transfer = self._house.transfer(infohash)
        return Download(infohashes=self._infohashes, settings=self._settings, transfer=transfer)

    async def find(self, infohash: InfoHash) -> Download:
        return self.get(infohash)

    async def update(self, infohash: InfoHash, patch: DownloadPatch) -> Download:
        self._house.engine.torrents.apply(infohash, EngineChange(paused=False))
        return self.get(infohash)


class Player:
    """Reads one file of a download in progress, and knows what it should be."""

    def __init__(self, house: House, content: Content, film: bytes) -> None:
        self.house = house
        self.content = content
        self.film = film

    async def read(self, first: int, length: int) -> None:
        """Fails when the bytes are not those of the file."""
        async with aclosing(self.content.read(first, first + length - 1)) as chunks:
            data = b"".join([chunk async for chunk in chunks])
        assert data == self.film[first : first + length]

    async def pieces(self) -> list[bool]:
        return await self.house.engine.inspection.pieces(self.infohash)

    @property
    def infohash(self) -> InfoHash:
        return InfoHash(self.content.etag.strip('"').split("-")[0])


@asynccontextmanager
async def playing(house: House, *, rate: int = 0) -> AsyncIterator[Player]:
    """A file on its way, at `rate` bytes/s at most (0: no limit), and somebody who wants to see it now."""
    folder = house.content("show", {"film.mkv": SIZE, "notes.txt": 1000})
    torrent = make_torrent(folder, piece_size=PIECE)
    with Seeder() as seeder:
        seeder.share(torrent, house.source, upload_limit=rate)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        downloads = OneDownload(house, infohashes_of(torrent))
        engine = house.engine
        streaming = ContentStreaming(downloads, engine.torrents, engine.inspection, engine.pieces)
        yield Player(house, await streaming.open(infohash, 0), (folder / "film.mkv").read_bytes())


async def test_a_player_that_seeks_is_served_before_the_download_is_done(house: House) -> None:
    async with playing(house, rate=2 * MIB) as player:
        await player.read(0, 1000)
        await player.read(SIZE - 1000, 1000)
        await player.read(30 * MIB, MIB)

        there = (await player.pieces())[: SIZE // PIECE]
        assert not all(there), "it was not faster than the download"
        assert there[0] and there[-1]
        assert all(there[30 * MIB // PIECE : 31 * MIB // PIECE])


async def test_several_read_the_whole_file_at_once(house: House) -> None:
    async with playing(house) as player:
        await asyncio.gather(player.read(0, SIZE), player.read(SIZE // 2, SIZE // 2), player.read(10, 10 * MIB))

        await player.house.until_seeding(player.infohash)
        await player.read(0, SIZE)
