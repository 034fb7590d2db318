"""From what a user names a torrent by to the torrent, or to the magnet that finds it."""

import asyncio
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

from tribler_core.domain.errors import StorageError, TorrentDecodeError
from tribler_core.domain.ports import MetainfoReader, TorrentFetcher
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import HostFileSource, Magnet, Source, TorrentSource, UrlSource

TORRENT_AT_MOST = 64 * 1024 * 1024
"""Bytes; the largest .torrent that is read from a file of the host."""


class SourceReader:
    """Fetches, opens and parses; a magnet is answered as it is, its metadata is nobody's business here."""

    def __init__(
        self, reader: MetainfoReader, fetcher: TorrentFetcher, permit: Callable[[Path], Awaitable[Path]]
    ) -> None:
        """`permit` answers the path to open. Raises: PathNotAllowed."""
        self._reader = reader
        self._fetcher = fetcher
        self._permit = permit

    async def read(self, source: Source) -> Metainfo | Magnet:
        """Raises: FetchError, InvalidParameter, PathNotAllowed, StorageError, TorrentDecodeError."""
        match source:
            case Magnet():
                return source
            case TorrentSource(data):
                return await self._reader.read(data)
            case HostFileSource(path):
                return await self._reader.read(await asyncio.to_thread(_content, await self._permit(path)))
            case UrlSource(url, cookie):
                fetched = await self._fetcher.fetch(url, cookie)
                if fetched.magnet is not None:
                    return self._reader.read_magnet(fetched.magnet)
                return await self._reader.read(fetched.data)


def _content(path: Path) -> bytes:
    """A pipe would hold its thread until somebody writes into it, and threads are few."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise StorageError(f"could not read {path}: it is no file")
        with path.open("rb") as file:
            data = file.read(TORRENT_AT_MOST + 1)
    except OSError as error:
        raise StorageError(f"could not read {path}: {error.strerror or error}") from error
    if len(data) > TORRENT_AT_MOST:
        raise TorrentDecodeError(f"{path} is too large to be a torrent")
    return data
