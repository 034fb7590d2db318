"""Content as an answer: conditional, in ranges, read only as fast as the client does."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from tribler_core.foundation.units import Bytes, Timestamp
from tribler_core.web.content.kernel import send_file
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
    path: Path | None = None
    """Where all of it lies, so that the kernel can send it; `read` is not called then."""
    modified: Timestamp | None = None
    ranges: bool = True
    """Parts can be asked for."""
    sent: Callable[[int], None] | None = None
    """Hears how many bytes went out."""


async def send_content(request: web.Request, content: Content) -> web.StreamResponse:
    """Answer 200, 206, 304 or 416; to HEAD with the same headers and nothing read.

    A client that hangs up ends the reading at once, also while a piece is waited for.
    Raises: ConnectionError when the client has gone.
    """
    headers = _headers(content)
    if _is_unchanged(request, content):
        return web.Response(status=304, headers=headers)
    try:
        asked = _asked_range(request, content) if content.ranges else None
        part = parse_range(asked, content.size)
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
        await while_connected(request, _send(request, response, content, whole))
        await response.write_eof()
    return response


def _headers(content: Content) -> dict[str, str]:
    headers = {
        "ETag": content.tag,
        "Accept-Ranges": "bytes" if content.ranges else "none",
        "Cache-Control": "private, no-cache",
    }
    if content.modified is not None:
        headers["Last-Modified"] = datetime.fromtimestamp(content.modified, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return headers


async def _send(request: web.Request, response: web.StreamResponse, content: Content, part: ByteRange) -> None:
    if content.path is not None:
        await send_file(request, content.path, part, content.sent)
        return
    async with aclosing(content.read(part.first, part.last)) as pieces:
        async for piece in pieces:
            await response.write(piece)
            if content.sent is not None:
                content.sent(len(piece))


def _is_unchanged(request: web.Request, content: Content) -> bool:
    """A date is looked at only where no tag is sent. Source: RFC 9110, section 13.2.2."""
    if "If-None-Match" in request.headers:
        return is_known(request, content.tag)
    since = request.if_modified_since
    return since is not None and content.modified is not None and content.modified <= since.timestamp()


def _asked_range(request: web.Request, content: Content) -> str | None:
    """The Range header, unless If-Range says that it was meant for other content."""
    condition = request.headers.get("If-Range")
    if condition is not None and condition.strip() != content.tag and not _is_date_of(request, content):
        return None
    return request.headers.get("Range")


def _is_date_of(request: web.Request, content: Content) -> bool:
    """A date in If-Range counts only when it is exactly ours."""
    date = request.if_range
    return date is not None and content.modified is not None and int(date.timestamp()) == content.modified
