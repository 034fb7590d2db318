"""One client of Engine.IO 3, whatever carries its packets."""

import asyncio
from collections import deque

from tribler_core.dialects.resttorrent.legacy import messages
from tribler_core.dialects.resttorrent.legacy.payloads import Packet, PayloadRefused
from tribler_core.dialects.resttorrent.messages.conversation import EVENT, Conversation
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner

CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP = "1", "2", "3", "4", "5", "6"
_CONNECTED = f"{MESSAGE}{messages.CONNECT}"
_MOST_REPLIES = 1000
"""Packets that may wait for a client who asks and does not read; beyond it is cut off."""


class LegacySocket:
    """Implements `Wire`. Packets wait in it until a poll or a WebSocket takes them."""

    def __init__(self, sid: str, clock: Clock, tasks: TaskOwner) -> None:
        self.sid = sid
        self.conversation: Conversation | None = None
        self.polled = False
        """A poll is waiting."""
        self.upgrading = False
        self.by_websocket = False
        self._clock = clock
        self._tasks = tasks
        self._outgoing: deque[str] = deque()
        self._news = asyncio.Event()
        self._open = True
        self._nudged = False
        self._unfinished: messages.Message | None = None
        self.heard = clock.monotonic()
        """When the client last said anything."""

    @property
    def is_open(self) -> bool:
        return self._open

    def backlog(self) -> int:
        return len(self._outgoing)

    async def emit(self, event: str, message: object) -> None:
        self.send(messages.event(event, message))

    def send(self, packet: str) -> None:
        """Let a packet wait for its way out."""
        if not self._open:
            return
        self._outgoing.append(packet)
        self._news.set()
        if len(self._outgoing) > _MOST_REPLIES:
            self.close()

    def take(self) -> list[str]:
        """All that waits."""
        packets = list(self._outgoing)
        self._outgoing.clear()
        return packets

    def nudge(self) -> None:
        """End a wait for nothing."""
        self._nudged = True
        self._news.set()

    async def wait(self) -> None:
        """Return when there is something to take, the socket is closed, or somebody nudged."""
        self._nudged = False
        while self._open and not self._outgoing and not self._nudged:
            self._news.clear()
            await self._news.wait()

    def greet(self) -> None:
        """The server announces the default namespace by itself."""
        self.send(_CONNECTED)

    def close(self) -> None:
        """Nothing more comes or goes."""
        self._open = False
        self._news.set()
        if self.conversation is not None:
            self.conversation.close()

    def receive(self, packet: Packet) -> None:
        """Raises: PayloadRefused."""
        self.heard = self._clock.monotonic()
        match packet.kind:
            case "2":
                self.send(PONG + (packet.data if isinstance(packet.data, str) else ""))
            case "1":
                self.close()
            case "4":
                self._take_in(packet.data)
            case _:
                pass

    def _take_in(self, data: str | bytes) -> None:
        if isinstance(data, bytes):
            waiting = self._unfinished
            if waiting is None:
                raise PayloadRefused
            if waiting.attach(data):
                self._unfinished = None
                self._act(waiting)
            return
        message = messages.read(data)
        if message.missing:
            self._unfinished = message
        else:
            self._act(message)

    def _act(self, message: messages.Message) -> None:
        match message.kind:
            case messages.CONNECT:
                self.send(_CONNECTED if message.place == "/" else messages.refusal(message.place))
            case messages.DISCONNECT:
                self.close()
            case messages.EVENT | messages.BINARY_EVENT:
                if message.place == "/" and message.arguments[:1] == [EVENT]:
                    _ = self._tasks.spawn(self._answer(message), "a message")
            case _:
                pass

    async def _answer(self, message: messages.Message) -> None:
        if self.conversation is None:
            return
        reply = await self.conversation.said(message.arguments[1:], acknowledged=message.id is not None)
        if message.id is not None:
            self.send(messages.acknowledgement(message.id, reply))
