"""Bytes of complete files: from the disk where they lie there whole, else through the engine."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

from tribler_core.domain.errors import StorageError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.streaming.content import Content

CHUNK = 1024 * 1024
"""Bytes: large enough that the journey to a thread does not count."""

OpenContent = Callable[[InfoHash, int], Awaitable[Content]]
"""`ContentStreaming.open`. Raises: DownloadNotFound, FileNotInTorrent."""


async def read_from(content: Content, first: int, last: int) -> AsyncGenerator[bytes, None]:
    """The bytes from `first` to `last`, both inside. Raises: StorageError when the file is shorter than it was."""
    if content.path_if_complete is None:
        async for chunk in content.read(first, last):
            yield chunk
        return
    async for chunk in read_file(content.path_if_complete, first, last):
        yield chunk


async def read_file(path: Path, first: int, last: int) -> AsyncGenerator[bytes, None]:
    """A part of a file, read in a thread. Raises: StorageError."""
    try:
        with await asyncio.to_thread(path.open, "rb", 0) as file:
            await asyncio.to_thread(file.seek, first)
            left = last - first + 1
            while left > 0:
                chunk = await asyncio.to_thread(file.read, min(CHUNK, left))
                if not chunk:
                    raise StorageError(f"{path.name} is shorter than it should be")
                left -= len(chunk)
                yield chunk
    except OSError as error:
        raise StorageError(f"{path.name} cannot be read: {error.strerror or error}") from error
