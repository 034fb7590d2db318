"""The content of files, in ranges, whether it is there or still on its way."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import FileNotInTorrent, StorageError
from tribler_core.domain.ports import PieceReader, TorrentEngine, TorrentInspection
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.streaming.media import media_type
from tribler_core.services.streaming.reading import Reader, StreamedDownload, priority_of
from tribler_core.services.streaming.window import Extent

CHUNK = 256 * 1024
"""Bytes at most that are handed over at a time."""


class StreamedDownloads(Protocol):
    """What streaming needs of the downloads."""

    async def find(self, infohash: InfoHash) -> Download: ...

    def get(self, infohash: InfoHash) -> Download: ...

    async def update(self, infohash: InfoHash, patch: DownloadPatch) -> Download: ...


class ContentStreaming:
    """Opens files for reading. Several readers at once, of one download too."""

    def __init__(
        self,
        downloads: StreamedDownloads,
        engine: TorrentEngine,
        inspection: TorrentInspection,
        pieces: PieceReader,
    ) -> None:
        self._downloads = downloads
        self._engine = engine
        self._inspection = inspection
        self._pieces = pieces
        self._streamed: dict[InfoHash, StreamedDownload] = {}

    async def open(self, infohash: InfoHash, index: int) -> "Content":
        """What a file is; nothing changes before it is read.

        Raises: DownloadNotFound; FileNotInTorrent, also while its files are not known.
        """
        download = await self._downloads.find(infohash)
        file = self._file(download, index)
        extent = Extent(*self._pieces.file_extent(download.infohash, index))
        path = await asyncio.to_thread(self._path_if_complete, download, file)
        return Content(self, self._pieces, download.infohash, file, extent, path)

    @asynccontextmanager
    async def reading(self, infohash: InfoHash, reader: Reader) -> AsyncIterator[StreamedDownload | None]:
        """Have a file fetched for a reader for as long as the context is open; None: it is all there."""
        if self.has_all(infohash, reader):
            yield None
            return
        download = self._downloads.get(infohash)
        if download.state is DownloadState.STOPPED:
            await self._downloads.update(infohash, DownloadPatch(command=Command.RESUME))
        streamed = self._streamed.setdefault(infohash, self._new(infohash))
        try:
            streamed.join(reader)
            yield streamed
        finally:
            streamed.leave(reader)
            if streamed.unread:
                self._streamed.pop(infohash, None)

    def _file(self, download: Download, index: int) -> TorrentFile:
        files = self._inspection.files(download.infohash) if self._engine.holds(download.infohash) else ()
        for file in files:
            if file.index == index:
                return file
        raise FileNotInTorrent(
            "the torrent has no such file" if files else "the files of the torrent are not known yet"
        )

    def _new(self, infohash: InfoHash) -> StreamedDownload:
        count = max(file.index for file in self._inspection.files(infohash)) + 1
        return StreamedDownload(infohash, count, self._engine, self._pieces, lambda: self._downloads.get(infohash))

    def has_all(self, infohash: InfoHash, reader: Reader) -> bool:
        """Whether nothing of the file has to be fetched. Raises: DownloadNotFound."""
        download = self._downloads.get(infohash)
        if download.complete and priority_of(download, reader.index):
            return True
        return all(self._pieces.has_piece(download.infohash, piece) for piece in reader.extent.pieces())

    def _path_if_complete(self, download: Download, file: TorrentFile) -> Path | None:
        """Touches the disk. What the engine calls complete has been written."""
        if not (download.complete and priority_of(download, file.index)):
            return None
        if download.state is DownloadState.MOVING:
            return None
        path = Path(download.settings.destination, file.path)
        try:
            return path if path.is_file() and path.stat().st_size == file.size else None
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class Content:
    """One file, opened."""

    _streaming: ContentStreaming
    _pieces: PieceReader
    _infohash: InfoHash
    _file: TorrentFile
    _extent: Extent
    path_if_complete: Path | None
    """Where it lies when all of it is there and verified, so that it can be sent without us; None: use `read`."""

    @property
    def size(self) -> int:
        """In bytes."""
        return self._file.size

    @property
    def name(self) -> str:
        """Without folders."""
        return self._file.path.rpartition("/")[2]

    @property
    def is_here(self) -> bool:
        """Whether reading it fetches nothing and resumes nothing. Raises: DownloadNotFound."""
        return self._streaming.has_all(self._infohash, Reader(self._file.index, self._extent, self._extent.piece_at(0)))

    @property
    def media_type(self) -> str:
        return media_type(self._file.path)

    @property
    def etag(self) -> str:
        """Strong and quoted: what has this infohash never changes."""
        return f'"{self._infohash}-{self._file.index}"'

    async def read(self, first: int, last: int) -> AsyncGenerator[bytes, None]:
        """The bytes from `first` to `last`, both inside, in chunks of at most 256 KiB.

        Waits for pieces as long as the swarm takes. With the first chunk the download is resumed and hurried
        for this reader; closing the generator ends that (use `contextlib.aclosing`). Holds one piece at a time.

        Raises: DownloadNotFound when it is removed meanwhile, StorageError.
        """
        reader = Reader(self._file.index, self._extent, self._extent.piece_at(first))
        async with self._streaming.reading(self._infohash, reader) as streamed:
            for piece in self._extent.pieces(first, last):
                if streamed is not None:
                    streamed.move(reader, piece)
                    await self._pieces.wait_for_piece(self._infohash, piece)
                start = piece * self._extent.piece_length - self._extent.offset
                part = await self._part(piece, max(first - start, 0), min(last, self.size - 1) - start + 1)
                for at in range(0, len(part), CHUNK):
                    yield bytes(part[at : at + CHUNK])
                del part  # before the next is read

    async def _part(self, piece: int, begin: int, end: int) -> memoryview:
        data = await self._pieces.read_piece(self._infohash, piece)
        end = min(end, self._extent.piece_length)
        if len(data) < end:
            raise StorageError(f"piece {piece} of {self._infohash} is shorter than it should be")
        return memoryview(data)[begin:end]
