"""Clients of today: Engine.IO 4 and Socket.IO 5, by the library python-socketio.

All that is known here of the library's inside is in this module: whether a client wants an acknowledgement, how much
waits for it, and that a body has to be read whole.
"""

import asyncio
import io
import logging
from contextlib import suppress
from typing import Any

import socketio
from aiohttp import web
from engineio.async_drivers import aiohttp as driver
from socketio import packet

from tribler_core.dialects.resttorrent.access.authenticator import RestTorrentAuthenticator
from tribler_core.dialects.resttorrent.errors import failure_body
from tribler_core.dialects.resttorrent.messages.conversation import EVENT, Conversation
from tribler_core.dialects.resttorrent.messages.opening import OpenConversation, Terms
from tribler_core.domain.errors import NotAuthenticated, TriblerError
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.web.json import dumps, loads

log = logging.getLogger(__name__)

_PLACE = "/"
_GOODBYE = Seconds(1.0)


class CurrentGeneration:
    """Serves every client that says `EIO=4`."""

    def __init__(
        self,
        authenticator: RestTorrentAuthenticator,
        open_conversation: OpenConversation,
        tasks: TaskOwner,
        terms: Terms,
    ) -> None:
        self._authenticator = authenticator
        self._open = open_conversation
        self._conversations: dict[str, Conversation] = {}
        self._server: _Server | None = None
        self._tasks = tasks
        self._terms = terms

    def knows(self, sid: str) -> bool:
        """A client has this id."""
        return self._server is not None and sid in self._server.eio.sockets

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A request of the transport. The library is started by the first."""
        if self._server is None:
            self._server = self._new_server()
        socket = self._server.eio.sockets.get(request.rel_url.query.get("sid", ""))
        response: web.StreamResponse = await self._server.handle_request(request)
        if socket is not None and socket.closed:
            socket.queue.put_nowait(None)  # the library leaves a poll waiting when its client says good-bye by a post
        return response

    async def close(self) -> None:
        """Say goodbye to every client; who does not listen is left alone."""
        server, self._server = self._server, None
        for conversation in tuple(self._conversations.values()):
            conversation.close()
        self._conversations.clear()
        if server is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await asyncio.gather(*(socket.close(wait=False) for socket in tuple(server.eio.sockets.values())))
                await server.shutdown()

    def _new_server(self) -> "_Server":
        server = _Server(
            async_mode="aiohttp",
            cors_allowed_origins=[],  # neither headers nor refusals: both are ours
            max_http_buffer_size=self._terms.largest_message,
            ping_interval=self._terms.ping_interval,
            ping_timeout=self._terms.ping_timeout,
            json=_Json,
            logger=False,
            engineio_logger=False,
        )
        server.conversations = self._conversations
        server.eio._async = {**server.eio._async, "translate_request": _translated}  # noqa: SLF001 - see above
        server.on("connect", self._connected)
        server.on("disconnect", self._disconnected)
        return server

    async def _connected(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        """Raises: ConnectionRefusedError with a failure for who may not come in."""
        assert self._server is not None  # noqa: S101 - it is what calls
        try:
            if await self._authenticator.identify_socket(environ["aiohttp.request"], auth) is None:
                raise NotAuthenticated
        except TriblerError as error:
            body = failure_body(error)
            refused = self._server.manager.eio_sid_from_sid(sid, _PLACE)
            _ = self._tasks.spawn(self._hang_up(self._server, refused), "end of a refused socket")
            raise socketio.exceptions.ConnectionRefusedError(body["message"], body) from None
        self._conversations[sid] = self._open(_CurrentWire(self._server, sid))

    async def _hang_up(self, server: "_Server", socket: str) -> None:
        """Who was refused may hear why, and then leaves nothing behind."""
        await asyncio.sleep(_GOODBYE)
        if (left := server.eio.sockets.get(socket)) is not None:
            await left.close(wait=False)

    def _disconnected(self, sid: str, _reason: object = None) -> None:
        conversation = self._conversations.pop(sid, None)
        if conversation is not None:
            conversation.close()


class _CurrentWire:
    """Implements `Wire` by the library."""

    def __init__(self, server: "_Server", sid: str) -> None:
        self._server = server
        self._socket = server.manager.eio_sid_from_sid(sid, _PLACE)

    async def emit(self, event: str, message: object) -> None:
        if self.is_open:
            await self._server.send_event(self._socket, event, message)

    def backlog(self) -> int:
        socket = self._server.eio.sockets.get(self._socket)
        return 0 if socket is None else socket.queue.qsize()

    @property
    def is_open(self) -> bool:
        socket = self._server.eio.sockets.get(self._socket)
        return socket is not None and not socket.closed


class _Server(socketio.AsyncServer):  # type: ignore[misc]  # carries no types
    """The library's server, which tells our handler whether the client wants an acknowledgement."""

    conversations: dict[str, Conversation]

    async def send_event(self, socket: str, event: str, message: object) -> None:
        """To one client."""
        with suppress(KeyError):  # it has gone
            told = self.packet_class(packet.EVENT, namespace=_PLACE, data=[event, message])
            await self._send_packet(socket, told)

    async def _handle_event_internal(
        self, server: Any, sid: str, eio_sid: str, data: list[Any], namespace: str, id: int | None
    ) -> None:
        """In the place of the library's own, which keeps the id to itself."""
        conversation = self.conversations.get(sid)
        if conversation is None or data[0] != EVENT:
            return
        reply = await conversation.said(data[1:], acknowledged=id is not None)
        if id is not None:
            with suppress(KeyError):  # it has gone
                answer = self.packet_class(packet.ACK, namespace=namespace, id=id, data=[reply])
                await self._send_packet(eio_sid, answer)


class _Json:
    """The house's JSON, as the library calls it."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        return dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: object) -> Any:
        return loads(text.encode() if isinstance(text, str) else text)


class _Body:
    """A body that was read already: the library reads what has come by then and takes that for all."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    async def read(self, length: int) -> bytes:
        return self._data.read(length)


async def _translated(request: web.Request) -> dict[str, Any]:
    environ: dict[str, Any] = driver.translate_request(request)
    if request.method == "POST":
        body = await request.read()
        environ |= {"wsgi.input": _Body(body), "CONTENT_LENGTH": str(len(body))}
    return environ
