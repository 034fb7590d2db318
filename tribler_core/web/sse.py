"""Server-sent events: written as they come, never stored for a reader that does not read."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator

from aiohttp import web

from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Bytes, Seconds
from tribler_core.web.request.disconnect import gone_of

log = logging.getLogger(__name__)

STOPPING: web.AppKey["asyncio.Future[None]"] = web.AppKey("stopping")
"""Done when the server stops; every stream ends then."""
_PATIENCE = Seconds(20.0)
_MOST_BUFFERED = Bytes(256 * 1024)
_COMMENT = b":\n\n"


def event(data: bytes, *, name: str = "", event_id: str = "") -> bytes:
    """One event. `data` is a single line, as JSON is.

    Source: HTML Living Standard, section 9.2.
    """
    head = (f"id: {event_id}\n" if event_id else "") + (f"event: {name}\n" if name else "")
    return head.encode() + b"data: " + data + b"\n\n"


async def stream_events(
    request: web.Request,
    events: AsyncGenerator[bytes, None],
    *,
    heartbeat: Seconds | None = None,
    content_type: str = "text/event-stream",
    patience: Seconds = _PATIENCE,
) -> web.StreamResponse:
    """Answer with a stream that lasts until the events end, the client goes, or the server stops.

    A comment line is sent every `heartbeat` seconds; None: none. A reader that leaves more than 256 KiB waiting in
    our buffer for `patience` seconds is cut off; what is in the kernel's buffers does not count.
    """
    response = web.StreamResponse(headers={"Content-Type": content_type, "Cache-Control": "no-cache"})
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold events back
    await response.prepare(request)
    if request.method == "HEAD":
        await events.aclose()
        return response
    if request.transport is not None:
        request.transport.set_write_buffer_limits(high=_MOST_BUFFERED)
    stream = _Stream(request, response, patience)
    tasks = TaskOwner()
    pump = tasks.spawn(stream.pump(events), "event stream")
    ends = {pump, gone_of(request), request.app[STOPPING]}
    try:
        while not any(end.done() for end in ends):
            finished, _ = await asyncio.wait(ends, timeout=heartbeat, return_when=asyncio.FIRST_COMPLETED)
            if not finished:
                await stream.write(_COMMENT)
    finally:
        await tasks.close()
    return response


class _Stream:
    """The bytes of one stream on their way out."""

    def __init__(self, request: web.Request, response: web.StreamResponse, patience: Seconds) -> None:
        self._request = request
        self._response = response
        self._patience = patience

    async def pump(self, events: AsyncGenerator[bytes, None]) -> None:
        """Write every event, until they end or nobody reads."""
        async with contextlib.aclosing(events):
            async for data in events:
                if not await self.write(data):
                    return

    async def write(self, data: bytes) -> bool:
        """Whether there is still a reader. One that is too slow is cut off here."""
        try:
            async with asyncio.timeout(self._patience):
                await self._response.write(data)
                await self._request.writer.drain()
        except TimeoutError:
            log.info("cut off an event stream to %s: it does not read", self._request.remote)
            if self._request.transport is not None:
                self._request.transport.abort()
            return False
        except ConnectionError:
            return False
        return True
