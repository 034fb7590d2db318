"""A connection of ours: words what is no HTTP, and writes the access log."""

import logging
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from tribler_core.domain.errors import TriblerError
from tribler_core.web.errors import MalformedRequest
from tribler_core.web.observe.trace import begin
from tribler_core.web.request.disconnect import WatchedConnection

log = logging.getLogger(__name__)
_TARGET = re.compile(rb"[A-Z]{3,20} (/[!-~]*)")
_HEAD = 256
"""Bytes of what came last that are kept, to tell whose words a refused request deserves."""

Refusal = Callable[[web.BaseRequest, str, TriblerError], web.Response]
"""Words an error for whoever owns the path."""
Done = Callable[[web.BaseRequest, web.StreamResponse], None]


class Connection(WatchedConnection):
    """One client's connection."""

    __slots__ = ("_done", "_head", "_refuse")

    def __init__(self, server: web.Server, *, refuse: Refusal, done: Done, **kwargs: Any) -> None:
        super().__init__(server, **kwargs)
        self._refuse = refuse
        self._done = done
        self._head = b""

    def data_received(self, data: bytes) -> None:
        if data:
            self._head = data[:_HEAD]
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
        reason = exc.message if isinstance(exc, HttpProcessingError) else "the request was refused"
        log.debug("refused bytes from %s: %s", request.remote, reason)
        begin(request, self._loop.time())
        target = _TARGET.match(self._head)
        path = target[1].decode() if target else ""
        first_line = next(iter(reason.splitlines()), "").rstrip(":")
        response = self._refuse(
            request, path.partition("?")[0], MalformedRequest(f"this is no valid HTTP: {first_line}")
        )
        response.force_close()
        return response

    def log_access(self, request: web.BaseRequest, response: web.StreamResponse, time: float | None) -> None:
        """Called by aiohttp when the last byte of an answer was handed to the socket."""
        self._done(request, response)
