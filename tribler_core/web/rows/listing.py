"""A long list as an answer: conditional, compressed when asked for, in pieces, with flat memory."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from aiohttp import web

from tribler_core.domain.download.snapshot import Download
from tribler_core.foundation.units import Seconds
from tribler_core.web.json import JSON_TYPE
from tribler_core.web.rows.compression import compressed, negotiate
from tribler_core.web.rows.entity_tag import is_known, weak_tag

log = logging.getLogger(__name__)

_PIECE = 256 * 1024
_PIECE_TO_COMPRESS = 1024 * 1024
"""Larger, because each piece is a journey to a thread and back."""
_WORTH_COMPRESSING = 16 * 1024
_ROWS_AT_ONCE = 500
"""Rows that are encoded before others get their turn; a fresh row takes about ten microseconds."""
_PATIENCE = Seconds(60.0)
"""How long a client may take to read one piece."""

Encode = Callable[[Sequence[Download]], list[bytes]]


@dataclass(frozen=True, slots=True)
class Listing:
    """What to send: `before`, the rows with commas between them, `after`."""

    before: bytes
    downloads: Sequence[Download]
    """A list of its own: the table may change while it is sent."""
    encode: Encode
    """`EncodedRows.rows`, or the encoder of a slice with other fields."""
    after: bytes


async def send_list(request: web.Request, version: str, make: Callable[[], Awaitable[Listing]]) -> web.StreamResponse:
    """Answer with a list, or with 304 when the client has this version of it.

    `version` names the revision of everything the answer shows. `make` is only called when the rows are needed.
    """
    coding = negotiate(request.headers.get("Accept-Encoding", ""))
    tag = weak_tag(request, version, coding or "")
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if is_known(request, tag):
        return web.Response(status=304, headers=headers)
    response = web.StreamResponse(headers=headers | {"Content-Type": JSON_TYPE})
    if request.method == "HEAD":
        await response.prepare(request)
        return response
    listing = await make()
    rows = await _encoded(listing)
    length = len(listing.before) + len(listing.after) + sum(map(len, rows)) + max(0, len(rows) - 1)
    if coding is None or length < _WORTH_COMPRESSING:
        response.content_length = length
        await _send(request, response, _pieces(listing, rows, _PIECE))
    else:
        response.headers["Content-Encoding"] = coding
        await _send(request, response, compressed(_pieces(listing, rows, _PIECE_TO_COMPRESS), coding))
    return response


async def _encoded(listing: Listing) -> list[bytes]:
    """The bytes of every row: references to what all clients share. Other work gets its turn in between."""
    rows: list[bytes] = []
    source = iter(listing.downloads)
    while batch := listing.encode(list(islice(source, _ROWS_AT_ONCE))):
        rows += batch
        if len(batch) == _ROWS_AT_ONCE:
            await asyncio.sleep(0)
    return rows


async def _pieces(listing: Listing, rows: Sequence[bytes], size: int) -> AsyncIterator[bytes]:
    """The list in pieces of about `size` bytes; joining is the only copy that is made of a row."""
    at_once = max(1, size * len(rows) // max(1, sum(map(len, rows))))
    if len(rows) <= at_once:
        yield b"".join((listing.before, b",".join(rows), listing.after))
        return
    yield listing.before + b",".join(rows[:at_once])
    for start in range(at_once, len(rows), at_once):
        yield b"," + b",".join(rows[start : start + at_once])
    yield listing.after


async def _send(request: web.Request, response: web.StreamResponse, pieces: AsyncIterator[bytes]) -> None:
    """Write piece by piece; one that reads nothing for a minute is cut off."""
    await response.prepare(request)
    try:
        async for piece in pieces:
            async with asyncio.timeout(_PATIENCE):
                await response.write(piece)
                await request.writer.drain()
            await asyncio.sleep(0)
        await response.write_eof()
    except TimeoutError:
        log.info("cut off a list to %s: it does not read", request.remote)
        if request.transport is not None:
            request.transport.abort()
