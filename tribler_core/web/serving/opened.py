"""One listener while it is open."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import web

from tribler_core.web.serving.connection import Connection
from tribler_core.web.serving.options import Listener, TcpListener, TlsFiles, UnixListener
from tribler_core.web.serving.sockets import BACKLOG, open_tcp, open_unix
from tribler_core.web.serving.tls import new_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Where it listens, and by what."""

    listener: Listener
    addresses: Sequence[str]
    """As URLs."""
    port: int = 0
    """As it is, also where the system chose it; 0: a Unix socket."""
    sites: Sequence[web.SockSite] = field(repr=False)
    tls: tuple[ssl.SSLContext, TlsFiles] | None = None

    def blocks(self, other: Listener) -> bool:
        """Whether the other one cannot be opened, or not surely, while this one is."""
        if isinstance(other, UnixListener):
            return isinstance(self.listener, UnixListener) and self.listener.path == other.path
        return isinstance(self.listener, TcpListener) and other.port == self.port

    def hang_up(self, front: web.ServerRunner) -> None:
        """Let every connection that came in here end with the answer that is being given on it."""
        connections = [] if front.server is None else front.server.connections  # None: everything is being closed
        for connection in connections:
            assert isinstance(connection, Connection)  # noqa: S101 - our server makes no others
            if connection.transport is not None and self._took(connection.transport.get_extra_info("sockname")):
                connection.hang_up()

    def _took(self, sockname: object) -> bool:
        if isinstance(self.listener, UnixListener):
            return sockname == str(self.listener.path)
        return isinstance(sockname, tuple) and sockname[1] == self.port

    async def shut(self) -> None:
        """Take no more connections; those that are there stay."""
        for site in self.sites:
            await site.stop()
        self.remove_file()

    def remove_file(self) -> None:
        """Of a Unix socket."""
        if isinstance(self.listener, UnixListener):
            self.listener.path.unlink(missing_ok=True)


async def context_of(listener: Listener) -> ssl.SSLContext | None:
    """None: it speaks no TLS. Raises: StartFailure."""
    return await new_context(listener.tls) if isinstance(listener, TcpListener) and listener.tls is not None else None


async def open_listener(front: web.ServerRunner, listener: Listener, port: int = 0) -> Opened:
    """Requests are served at once. `port`: to have again what the system had chosen.

    Raises: StartFailure.
    """
    context = await context_of(listener)
    if isinstance(listener, UnixListener):
        sites = [web.SockSite(front, open_unix(listener.path), backlog=BACKLOG)]
    else:
        sockets = await open_tcp(listener.hosts, port or listener.port)
        port = sockets[0].getsockname()[1]
        sites = [web.SockSite(front, opened, ssl_context=context, backlog=BACKLOG) for opened in sockets]
    for site in sites:
        await site.start()
    files = listener.tls if isinstance(listener, TcpListener) else None
    return Opened(
        listener=listener,
        addresses=[site.name for site in sites],
        port=port,
        sites=sites,
        tls=(context, files) if context is not None and files is not None else None,
    )
