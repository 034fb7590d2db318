"""Files that the kernel sends by itself: no byte of them passes through us."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from aiohttp import web

from tribler_core.domain.errors import StorageError
from tribler_core.web.content.ranges import ByteRange

WINDOW = 16 * 1024 * 1024
"""Bytes that are brought into memory before they are sent, so that the event loop never waits for the disk."""
_STRIDE = 128 * 1024
"""The kernel reads ahead at least so far."""


async def send_file(request: web.Request, path: Path, part: ByteRange, sent: Callable[[int], None] | None) -> None:
    """Send a part of a file after the headers; over TLS it is copied.

    Raises: StorageError when it cannot be read or is not as long as it was; ConnectionError.
    """
    file = await asyncio.to_thread(_open, path, part.size)
    loop, transport = asyncio.get_running_loop(), request.transport
    try:
        for start in range(part.first, part.last + 1, WINDOW):
            if transport is None or transport.is_closing():
                raise ConnectionResetError("the client has gone")
            count = min(WINDOW, part.last + 1 - start)
            await asyncio.to_thread(_warm, file.fileno(), start, count)
            if await loop.sendfile(transport, file, start, count) < count:
                raise StorageError(f"{path.name} is shorter than it was")
            if sent is not None:
                sent(count)
    finally:
        file.close()


def _open(path: Path, size: int) -> BinaryIO:
    try:
        file = path.open("rb", 0)
        found = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise StorageError(f"{path.name} cannot be read: {error.strerror or error}") from error
    if found != size:
        file.close()
        raise StorageError(f"{path.name} is not as long as it was")
    return file


def _warm(descriptor: int, start: int, count: int) -> None:
    """Have the kernel read it, and wait until it has."""
    try:
        os.posix_fadvise(descriptor, start, count, os.POSIX_FADV_WILLNEED)
        for position in range(start, start + count, _STRIDE):
            os.pread(descriptor, 1, position)
    except OSError as error:
        raise StorageError(f"the file cannot be read: {error.strerror or error}") from error
