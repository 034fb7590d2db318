"""Content as an answer: conditional, in ranges, read only as fast as the client does."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from aiohttp import web

from tribler_core.foundation.units import Bytes
from tribler_core.web.content.ranges import ByteRange, Unsatisfiable, parse_range
from tribler_core.web.request.disconnect import while_connected
from tribler_core.web.rows.entity_tag import is_known

Read = Callable[[int, int], AsyncGenerator[bytes, None]]
"""The bytes from the first to the last position, both included, in pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Something with a length that can be read from any place."""

    size: Bytes
    media_type: str
    tag: str
    """A strong entity tag, with its quotes."""
    read: Read
    disposition: str = "inline"


async def send_content(request: web.Request, content: Content) -> web.StreamResponse:
    """Answer 200, 206, 304 or 416; to HEAD with the same headers and nothing read.

    A client that hangs up ends the reading at once, also while a piece is waited for.
    Raises: ConnectionError when the client has gone.
    """
    headers = {"ETag": content.tag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache"}
    if is_known(request, content.tag):
        return web.Response(status=304, headers=headers)
    try:
        part = parse_range(_asked_range(request, content.tag), content.size)
    except Unsatisfiable:
        return web.Response(status=416, headers=headers | {"Content-Range": f"bytes */{content.size}"})
    headers |= {"Content-Type": content.media_type, "Content-Disposition": content.disposition}
    if part is not None:
        headers["Content-Range"] = part.content_range
    response = web.StreamResponse(status=200 if part is None else 206, headers=headers)
    response.content_length = content.size if part is None else part.length
    await response.prepare(request)
    if request.method != "HEAD" and content.size:
        whole = part or ByteRange(0, content.size - 1, content.size)
        await while_connected(request, _copy(response, content.read(whole.first, whole.last)))
        await response.write_eof()
    return response


async def _copy(response: web.StreamResponse, pieces: AsyncGenerator[bytes, None]) -> None:
    async with aclosing(pieces):
        async for piece in pieces:
            await response.write(piece)


def _asked_range(request: web.Request, tag: str) -> str | None:
    """The Range header, unless If-Range says that it was meant for other content; dates never match our tags."""
    condition = request.headers.get("If-Range")
    if condition is not None and condition.strip() != tag:
        return None
    return request.headers.get("Range")
