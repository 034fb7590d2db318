"""Checksums of complete files: computed in the background, one file at a time, and kept."""

import asyncio
import hashlib
import logging
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import ContentInPlace, DownloadRemoved
from tribler_core.domain.library.item import FileDigest
from tribler_core.domain.ports import LibraryShelf
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.events import EventBus
from tribler_core.services.library.delivery.reading import OpenContent, read_from
from tribler_core.services.library.files import ItemFile, ItemFiles
from tribler_core.services.streaming.content import Content

log = logging.getLogger(__name__)

REMEMBERED = 5000
"""Torrents."""
EDGE = 64 * 1024
"""Bytes at both ends that the OpenSubtitles hash looks at."""
_BREATH = 0.002
"""Seconds of rest after each chunk: it is in nobody's way."""
_WORD = 8
_MASK = 2**64 - 1


class Digests:
    """Answers from memory or the shelf; `run` computes what is missing."""

    def __init__(
        self, shelf: LibraryShelf, files: ItemFiles, content: OpenContent, enabled: Callable[[], bool], events: EventBus
    ) -> None:
        self._shelf = shelf
        self._files = files
        self._content = content
        self._enabled = enabled
        self._known: OrderedDict[InfoHash, dict[int, FileDigest]] = OrderedDict()
        self._due: dict[InfoHash, None] = {}
        """In the order in which they were wanted."""
        self._news = asyncio.Event()
        events.subscribe(ContentInPlace, lambda event: self.want(event.infohash))
        events.subscribe(DownloadRemoved, lambda event: self.forget(event.infohash))

    async def of(self, infohash: InfoHash) -> Mapping[int, FileDigest]:
        """By index of the file in the torrent. Raises: CatalogueError."""
        known = self._known.get(infohash)
        if known is None:
            known = self._known[infohash] = dict(await self._shelf.digests(infohash))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return known

    async def learn(self, infohash: InfoHash, file: ItemFile, digest: FileDigest) -> None:
        """It was computed. Raises: CatalogueError."""
        await self._shelf.keep_digest(infohash, file.index, digest)
        (await self._mutable(infohash))[file.index] = digest

    def want(self, infohash: InfoHash) -> None:
        """Compute what is missing of a complete torrent, some time."""
        self._due[infohash] = None
        self._news.set()

    def forget(self, infohash: InfoHash) -> None:
        """Its data is gone."""
        self._known.pop(infohash, None)

    async def run(self) -> None:
        """For as long as the daemon lives."""
        while True:
            while not self._due:
                self._news.clear()
                await self._news.wait()
            infohash = next(iter(self._due))
            del self._due[infohash]
            try:
                if self._enabled():
                    await self.compute(infohash)
            except TriblerError as error:
                log.info("no checksums of %s: %s", infohash, error)

    async def compute(self, infohash: InfoHash) -> None:
        """All that is missing of files that are here; one that nobody chose would have to be fetched to be read.

        Raises: DownloadNotFound, StorageError, CatalogueError.
        """
        known = await self.of(infohash)
        for file in await self._files.of(infohash):
            if file.index not in known:
                content = await self._content(infohash, file.index)
                if content.is_here:
                    await self.learn(infohash, file, await digest_of(content))

    async def _mutable(self, infohash: InfoHash) -> dict[int, FileDigest]:
        await self.of(infohash)
        return self._known[infohash]


async def digest_of(content: Content) -> FileDigest:
    """Read all of it once. Raises: StorageError."""
    crc, md5 = 0, hashlib.md5(usedforsecurity=False)
    size, head, tail = content.size, bytearray(), bytearray()
    if size:
        async with aclosing(read_from(content, 0, size - 1)) as chunks:
            async for chunk in _gently(chunks):
                crc = await asyncio.to_thread(_take, chunk, crc, md5)
                head += chunk[: EDGE - len(head)]
                tail = (tail + chunk)[-EDGE:]
    return FileDigest(crc, md5.hexdigest(), opensubtitles_hash(size, bytes(head), bytes(tail)))


def opensubtitles_hash(size: int, head: bytes, tail: bytes) -> str:
    """The size and the sums of the first and last 64 KiB as little-endian words; empty for smaller files.

    Source: trac.opensubtitles.org, "HashSourceCodes".
    """
    if size < 2 * EDGE:
        return ""
    words = (int.from_bytes(part[at : at + _WORD], "little") for part in (head, tail) for at in range(0, EDGE, _WORD))
    return f"{(size + sum(words)) & _MASK:016x}"


def _take(chunk: bytes, crc: int, md5: "hashlib._Hash") -> int:
    md5.update(chunk)
    return zlib.crc32(chunk, crc)


async def _gently(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield chunk
        await asyncio.sleep(_BREATH)
