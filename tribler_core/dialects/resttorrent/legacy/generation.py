"""Clients of Socket.IO 1 and 2, over long polling and WebSockets of Engine.IO 3. Source: section 8.1."""

import asyncio
import json
import secrets
from contextlib import suppress

from aiohttp import WSMsgType, web

from tribler_core.dialects.resttorrent.access.authenticator import RestTorrentAuthenticator
from tribler_core.dialects.resttorrent.legacy.payloads import (
    Packet,
    PayloadRefused,
    decode,
    encode,
    read_bytes,
    read_text,
)
from tribler_core.dialects.resttorrent.legacy.polling import jsonp_body, polled_response, posted
from tribler_core.dialects.resttorrent.legacy.socket import NOOP, PONG, UPGRADE, LegacySocket
from tribler_core.dialects.resttorrent.messages.opening import OpenConversation, Terms
from tribler_core.domain.errors import NotAuthenticated
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.web.json import json_response

_MOST_SOCKETS = 1000
_LOOK = Seconds(5.0)
"""For clients that are silent."""
_POLL = Seconds(50.0)
"""A poll is answered by then, with nothing if need be: proxies dislike long ones."""
_NUDGE = Seconds(0.1)
_PROBE = Packet("2", "probe")


class LegacyGeneration:
    """Serves every client that says `EIO=3`, or 2, or nothing."""

    def __init__(
        self,
        authenticator: RestTorrentAuthenticator,
        open_conversation: OpenConversation,
        clock: Clock,
        tasks: TaskOwner,
        terms: Terms,
    ) -> None:
        self._authenticator = authenticator
        self._open = open_conversation
        self._clock = clock
        self._tasks = tasks
        self._terms = terms
        self._sockets: dict[str, LegacySocket] = {}
        self._watching: asyncio.Task[None] | None = None

    def knows(self, sid: str) -> bool:
        """A client has this id."""
        return sid in self._sockets

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A request of the transport. Raises: NotAuthenticated, NotAllowed for a handshake that may not be."""
        query = request.rel_url.query
        websocket = query.get("transport") == "websocket"
        if "sid" not in query:
            return await self._shake_hands(request, websocket=websocket)
        socket = self._sockets.get(query["sid"])
        if socket is None:
            return _refused(1, "Session ID unknown")
        if websocket:
            return await self._upgrade(request, socket)
        return await (self._post(request, socket) if request.method == "POST" else self._poll(request, socket))

    def close(self) -> None:
        """Let go of every client."""
        for socket in tuple(self._sockets.values()):
            socket.close()
        self._sockets.clear()
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None

    async def _shake_hands(self, request: web.Request, *, websocket: bool) -> web.StreamResponse:
        if request.method != "GET":
            return _refused(2, "Bad handshake method")
        if await self._authenticator.identify_socket(request, None) is None:
            raise NotAuthenticated
        if len(self._sockets) >= _MOST_SOCKETS:
            return _refused(3, "Bad request")
        socket = LegacySocket(secrets.token_hex(10), self._clock, self._tasks)
        socket.conversation = self._open(socket)
        self._sockets[socket.sid] = socket
        if self._watching is None:
            self._watching = self._tasks.keep(self._watch, "silent sockets")
        socket.send("0" + json.dumps(self._handshake(socket.sid, websocket=websocket), separators=(",", ":")))
        socket.greet()
        if websocket:
            return await self._talk(request, socket, await self._accept(request))
        return polled_response(request, encode(socket.take()))

    async def _poll(self, request: web.Request, socket: LegacySocket) -> web.StreamResponse:
        if socket.polled or socket.by_websocket:
            return _refused(3, "Bad request")
        socket.polled = True
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_NUDGE if socket.upgrading else _POLL):
                    await socket.wait()
        finally:
            socket.polled = False
        packets = [NOOP] if socket.upgrading else socket.take()
        if not socket.is_open:
            self._sockets.pop(socket.sid, None)
            return polled_response(request, encode([*packets, "1"]))
        return polled_response(request, encode(packets or [NOOP]))

    async def _post(self, request: web.Request, socket: LegacySocket) -> web.StreamResponse:
        try:
            packets = decode(await posted(request))
            for packet in packets:
                socket.receive(packet)
        except PayloadRefused:
            self._drop(socket)
            return _refused(3, "Bad request")
        if not socket.is_open:
            self._drop(socket)
        return jsonp_body("ok") if "j" in request.rel_url.query else web.Response(text="ok")

    async def _upgrade(self, request: web.Request, socket: LegacySocket) -> web.StreamResponse:
        """A probe, an answer, and the client's word that it has no poll under way any more."""
        if socket.by_websocket:
            return _refused(3, "Bad request")
        sent = await self._accept(request)
        if await _packet(sent) != _PROBE:
            await sent.close()
            return sent
        await sent.send_str(PONG + "probe")
        socket.upgrading = True
        nudging = self._tasks.spawn(_nudge(socket), "end of a poll")
        try:
            packet = await _packet(sent)
        finally:
            nudging.cancel()
            socket.upgrading = False
        if packet is None or packet.kind != UPGRADE:
            await sent.close()
            return sent
        return await self._talk(request, socket, sent)

    async def _talk(
        self, request: web.Request, socket: LegacySocket, sent: web.WebSocketResponse
    ) -> web.WebSocketResponse:
        """Until one of them closes."""
        socket.by_websocket = True
        writing = self._tasks.spawn(_write(socket, sent), "packets of a socket")
        try:
            while socket.is_open and (packet := await _packet(sent)) is not None:
                socket.receive(packet)
        except PayloadRefused:
            pass
        finally:
            writing.cancel()
            self._drop(socket)
            await sent.close()
        return sent

    async def _accept(self, request: web.Request) -> web.WebSocketResponse:
        sent = web.WebSocketResponse(max_msg_size=self._terms.largest_message)
        await sent.prepare(request)
        return sent

    def _handshake(self, sid: str, *, websocket: bool) -> dict[str, object]:
        return {
            "sid": sid,
            "upgrades": [] if websocket else ["websocket"],
            "pingInterval": int(self._terms.ping_interval * 1000),
            "pingTimeout": int(self._terms.ping_timeout * 1000),
        }

    def _drop(self, socket: LegacySocket) -> None:
        socket.close()
        self._sockets.pop(socket.sid, None)

    async def _watch(self) -> None:
        """Let go of clients that have not said anything for longer than they promised to."""
        while True:
            await asyncio.sleep(min(_LOOK, self._terms.ping_timeout))
            latest = self._clock.monotonic() - self._terms.longest_silence
            for socket in tuple(self._sockets.values()):
                if socket.heard < latest or not socket.is_open:
                    self._drop(socket)


def _refused(code: int, message: str) -> web.Response:
    return json_response({"code": code, "message": message}, status=400)


async def _packet(sent: web.WebSocketResponse) -> Packet | None:
    """The next one; None: there is none any more. Raises: PayloadRefused."""
    message = await sent.receive()
    match message.type:
        case WSMsgType.TEXT:
            return read_text(message.data)
        case WSMsgType.BINARY:
            return read_bytes(message.data)
        case _:
            return None


async def _write(socket: LegacySocket, sent: web.WebSocketResponse) -> None:
    """As fast as the other side reads, and no faster."""
    while socket.is_open:
        await socket.wait()
        for packet in socket.take():
            try:
                await sent.send_str(packet)
            except ConnectionError:
                socket.close()
    if not sent.closed:
        await sent.close()


async def _nudge(socket: LegacySocket) -> None:
    """A poll that waits is ended, so that the client can go over to the other transport."""
    while True:
        if socket.polled and not socket.backlog():
            socket.nudge()
        await asyncio.sleep(_NUDGE)
