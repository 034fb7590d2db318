"""One listener while it is open."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from yarl import URL

from tribler_core.web.serving.connection import Connection, Door
from tribler_core.web.serving.options import Listener, TcpListener, TlsFiles, UnixListener
from tribler_core.web.serving.sockets import BACKLOG, open_tcp, open_unix
from tribler_core.web.serving.tls import new_context

Connect = Callable[[Door], Connection]
"""Makes the connection of a client who came in by that door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Where it listens, and by what."""

    listener: Listener
    addresses: Sequence[str]
    """As URLs."""
    port: int = 0
    """As it is, also where the system chose it; 0: a Unix socket."""
    door: Door = field(repr=False)
    servers: Sequence[asyncio.Server] = field(repr=False)
    """One for each address."""
    tls: tuple[ssl.SSLContext, TlsFiles] | None = None

    def blocks(self, other: Listener) -> bool:
        """Whether the other one cannot be opened, or not surely, while this one is."""
        if isinstance(other, UnixListener):
            return isinstance(self.listener, UnixListener) and self.listener.path == other.path
        return isinstance(self.listener, TcpListener) and other.port == self.port

    async def shut(self) -> None:
        """Take no more connections; those that are there stay."""
        self.door.shut = True
        loop = asyncio.get_running_loop()
        for server in self.servers:
            for each in server.sockets:
                loop.remove_reader(each.fileno())
        await asyncio.sleep(0)  # who was accepted comes in now: of a closed server, asyncio would forget them, unclosed
        for server in self.servers:
            server.close()
        self._remove_file()

    def _remove_file(self) -> None:
        """Of a Unix socket."""
        if isinstance(self.listener, UnixListener):
            self.listener.path.unlink(missing_ok=True)


async def context_of(listener: Listener) -> ssl.SSLContext | None:
    """None: it speaks no TLS. Raises: StartFailure."""
    return await new_context(listener.tls) if isinstance(listener, TcpListener) and listener.tls is not None else None


async def open_listener(connect: Connect, listener: Listener) -> Opened:
    """Requests are served at once. Raises: StartFailure."""
    return await _open(connect, listener, 0, Door())


async def reopen(connect: Connect, opened: Opened) -> Opened:
    """As it was, with the port that the system had chosen and with those who are inside. Raises: StartFailure."""
    opened.door.shut = False
    return await _open(connect, opened.listener, opened.port, opened.door)


async def _open(connect: Connect, listener: Listener, port: int, door: Door) -> Opened:
    context = await context_of(listener)
    if isinstance(listener, UnixListener):
        sockets = [open_unix(listener.path)]
    else:
        sockets = await open_tcp(listener.hosts, port or listener.port)
        port = sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda: connect(door), sock=made, ssl=context, backlog=BACKLOG) for made in sockets
    ]
    files = listener.tls if isinstance(listener, TcpListener) else None
    return Opened(
        listener=listener,
        addresses=[_address(made, tls=context is not None) for made in sockets],
        port=port,
        door=door,
        servers=servers,
        tls=(context, files) if context is not None and files is not None else None,
    )


def _address(made: socket.socket, *, tls: bool) -> str:
    if made.family == socket.AF_UNIX:
        return f"http://unix:{made.getsockname()}:"
    host, port = made.getsockname()[:2]
    return str(URL.build(scheme="https" if tls else "http", host=host, port=port))
