"""A connection of ours: words what is no HTTP, and writes the access log."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from tribler_core.domain.errors import TriblerError
from tribler_core.web.errors import MalformedRequest
from tribler_core.web.observe.trace import begin
from tribler_core.web.request.disconnect import WatchedConnection

log = logging.getLogger(__name__)
_TARGET = re.compile(rb"[A-Z]{3,20} (/[!->@-~]*)")
_HEAD = 256
"""Bytes in which a request's path is looked for, to tell whose words a refused one deserves."""

_LINGER = 2.0
"""Seconds."""

Refusal = Callable[[web.BaseRequest, str, TriblerError], web.Response]
"""Words an error for whoever owns the path."""
Done = Callable[[web.BaseRequest, web.StreamResponse], None]


class Door:
    """What connections come in by. Who was let in is known; who still comes when it is shut is sent away."""

    def __init__(self) -> None:
        self.shut = False
        self.inside: set[Connection] = set()

    def hang_up(self) -> None:
        """Let every connection that came in here end with the answer that is being given on it."""
        for connection in tuple(self.inside):
            connection.hang_up()


class Connection(WatchedConnection):
    """One client's connection."""

    __slots__ = ("_deaf", "_done", "_door", "_path", "_refuse")

    def __init__(self, server: web.Server, *, door: Door, refuse: Refusal, done: Done, **kwargs: Any) -> None:
        super().__init__(server, **kwargs)
        self._door = door
        self._refuse = refuse
        self._done = done
        self._path = b""
        self._deaf = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._door.inside.add(self)
        if self._door.shut:  # it was accepted before, and got here after
            self.hang_up()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._door.inside.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if start := _TARGET.match(data[:_HEAD]):
            self._path = start[1]
        super().data_received(data)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer bytes that the parser refused; everything else was answered before it came here.

        Raises: ConnectionError when an answer has begun: it can only break off.
        """
        if request.writer.output_size > 0 or isinstance(exc, ConnectionError):
            raise ConnectionResetError("the answer broke off") from exc
        if isinstance(exc, HttpProcessingError):
            reason = exc.message.partition(":")[0]
            log.debug("refused bytes from %s: %s", request.remote, reason)
        else:
            reason = "refused"
            log.error("an error went past the front", exc_info=exc)
        begin(request, self._loop.time())
        error = MalformedRequest(f"this is no valid HTTP: {reason}")
        response = self._refuse(request, self._path.decode(), error)
        self._deaf = True
        return _LastWords(response, self.linger)

    def hang_up(self) -> None:
        """Take no more requests: end now, or with the answer that is being given.

        aiohttp would let a connection stay that has just been made, and waits for none of its requests yet.
        """
        idle = self._request_count == 0 or (self._waiter is not None and not self._waiter.done())
        self.close()
        if idle and self.transport is not None:
            self.transport.close()

    async def linger(self) -> None:
        """Let the client finish what it is saying.

        Closing with unread bytes resets the connection, and the client may never see the answer.
        """
        if self.transport is not None and self.transport.can_write_eof():
            self.transport.write_eof()
        await asyncio.wait({self.gone}, timeout=_LINGER)

    def log_access(self, request: web.BaseRequest, response: web.StreamResponse, time: float | None) -> None:
        """Called by aiohttp when the last byte of an answer was handed to the socket."""
        self._done(request, response)


class _LastWords(web.Response):
    """The last answer of a connection."""

    def __init__(self, response: web.Response, afterwards: Callable[[], Awaitable[None]]) -> None:
        super().__init__(body=response.body, status=response.status, headers=response.headers)
        self.force_close()
        self._afterwards = afterwards

    async def write_eof(self, data: bytes = b"") -> None:
        await super().write_eof(data)
        await self._afterwards()
