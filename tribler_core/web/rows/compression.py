"""Compression of what is large, when the client asks for it, in a thread."""

import asyncio
import enum
import sys
import zlib
from collections.abc import AsyncIterator
from typing import Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP_WINDOW = 31  # zlib's way to say: with gzip's header
_FASTEST = 1


class Coding(enum.StrEnum):
    """How a body may travel."""

    ZSTD = "zstd"
    GZIP = "gzip"


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def negotiate(accepted: str) -> Coding | None:
    """The best coding that an Accept-Encoding header allows, zstd before gzip; None: as it is.

    Source: RFC 9110, section 12.5.3.
    """
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weights[name.strip()] = _weight(parameters)
    for coding in Coding:
        if weights.get(coding, weights.get("*", 0.0)) > 0:
            return coding
    return None


def _weight(parameters: str) -> float:
    name, _, text = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(text)
    except ValueError:
        return 0.0


async def compressed(pieces: AsyncIterator[bytes], coding: Coding) -> AsyncIterator[bytes]:
    """The pieces in a coding, one at a time; the loop does not wait for the work."""
    compressor: _Compressor = (
        zstd.ZstdCompressor(level=_FASTEST)
        if coding is Coding.ZSTD
        else zlib.compressobj(_FASTEST, zlib.DEFLATED, _GZIP_WINDOW)
    )
    async for piece in pieces:
        if smaller := await asyncio.to_thread(compressor.compress, piece):
            yield smaller
    yield await asyncio.to_thread(compressor.flush)
