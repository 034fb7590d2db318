"""The web server: dialects behind one front, on several listeners."""

import asyncio
import ssl
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from tribler_core.web.access.cors import Cors
from tribler_core.web.access.hosts import HostGuard
from tribler_core.web.dialect import Dialect
from tribler_core.web.observe.metrics import HttpMetrics
from tribler_core.web.serving.connection import Connection
from tribler_core.web.serving.documents import Documents
from tribler_core.web.serving.front import Face, Front
from tribler_core.web.serving.headers import Dress
from tribler_core.web.serving.mount import Surroundings, mount
from tribler_core.web.serving.options import Listener, Manners, TcpListener, TlsFiles, UnixListener
from tribler_core.web.serving.sockets import BACKLOG, open_tcp, open_unix
from tribler_core.web.serving.tls import new_context, reload
from tribler_core.web.serving.wording import Report

_LONGEST_LINE = 96 * 1024
"""Bytes of a request line: a thousand infohashes may stand in a query."""
_LONGEST_FIELD = 16 * 1024
"""Bytes of a header."""


class WebServer:
    """Serves dialects from `start` to `stop`."""

    def __init__(
        self,
        dialects: Sequence[Dialect],
        manners: Manners,
        *,
        documents: Documents,
        registry: CollectorRegistry,
        report: Report,
    ) -> None:
        """One dialect has no prefix, and one of those that a listener serves alone.

        `report` hears of every bug, with the id that the client was told.
        """
        self._dialects = dialects
        self._manners = manners
        self._documents = documents
        self._report = report
        self._metrics = HttpMetrics(registry)
        self._apps: list[web.AppRunner] = []
        self._fronts: dict[str, web.ServerRunner] = {}
        """By the dialect that is served alone; "": all are."""
        self._stopping: asyncio.Future[None] | None = None
        self._contexts: list[tuple[ssl.SSLContext, TlsFiles]] = []
        self._unix_sockets: list[Path] = []
        self.addresses: dict[Listener, list[str]] = {}
        """Where each listener really listens, as URLs, with the ports that the system chose."""

    async def start(self, listeners: Sequence[Listener]) -> None:
        """Open the listeners; requests are served at once.

        Raises: StartFailure; then nothing is left open.
        """
        self._stopping = asyncio.get_running_loop().create_future()
        try:
            for listener in listeners:
                self.addresses[listener] = await self._listen(await self._front(listener), listener)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Close the listeners, cut event streams, give running requests their grace, cancel what is left."""
        if self._stopping is not None and not self._stopping.done():
            self._stopping.set_result(None)
        await asyncio.gather(*(front.cleanup() for front in self._fronts.values()))
        for app in self._apps:
            await app.cleanup()
        for path in self._unix_sockets:
            path.unlink(missing_ok=True)
        self._apps, self._fronts, self._contexts, self._unix_sockets = [], {}, [], []

    async def reload_tls(self) -> None:
        """Read certificates and keys again, for new connections.

        Raises: StartFailure; then the old ones stay.
        """
        for context, files in self._contexts:
            await reload(context, files)

    async def _front(self, listener: Listener) -> web.ServerRunner:
        """What answers on a listener."""
        only = listener.only if isinstance(listener, TcpListener) else ""
        if only not in self._fronts:
            server = await self._new_server([each for each in self._dialects if _is_served(each, only)])
            self._fronts[only] = web.ServerRunner(server, shutdown_timeout=self._manners.grace)
            await self._fronts[only].setup()
        return self._fronts[only]

    async def _new_server(self, dialects: Sequence[Dialect]) -> web.Server:
        assert self._stopping is not None  # noqa: S101 - start makes it
        cors = Cors(self._manners.cors_origins)
        around = Surroundings(
            hosts=HostGuard(self._manners.allowed_hosts),
            cors=cors,
            dress=Dress(cors),
            stopping=self._stopping,
            documents=self._documents,
            max_body_size=self._manners.max_body_size,
            body_patience=self._manners.body_patience,
        )
        faces = [await self._new_face(dialect, around) for dialect in dialects]
        front = Front(faces, self._manners, metrics=self._metrics, report=self._report)
        return _Server(front, faces[0], self._manners)

    async def _new_face(self, dialect: Dialect, around: Surroundings) -> Face:
        runner = web.AppRunner(mount(dialect, around))
        await runner.setup()
        self._apps.append(runner)
        assert runner.server is not None  # noqa: S101 - setup makes it
        dress = around.dress if dialect.courtesy is None else Dress(dialect.courtesy)
        return Face(dialect, runner.server.request_handler, runner.server.request_factory, dress)

    async def _listen(self, runner: web.ServerRunner, listener: Listener) -> list[str]:
        if isinstance(listener, UnixListener):
            site = web.SockSite(runner, open_unix(listener.path), backlog=BACKLOG)
            self._unix_sockets.append(listener.path)
            await site.start()
            return [site.name]
        context = None
        if listener.tls is not None:
            context = await new_context(listener.tls)
            self._contexts.append((context, listener.tls))
        sites = [
            web.SockSite(runner, opened, ssl_context=context, backlog=BACKLOG)
            for opened in await open_tcp(listener.hosts, listener.port)
        ]
        for site in sites:
            await site.start()
        return [site.name for site in sites]


def _is_served(dialect: Dialect, only: str) -> bool:
    return dialect.name == only if only else not dialect.alone


class _Server(web.Server):
    """Makes a connection of ours for each client."""

    def __init__(self, front: Front, face: Face, manners: Manners) -> None:
        super().__init__(
            front.handle,
            request_factory=face.make_request,
            access_log=None,
            keepalive_timeout=manners.keepalive,
            auto_decompress=False,  # it would unpack what nobody wants, too
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_FIELD,
        )
        self._front = front

    def __call__(self) -> Connection:
        return Connection(self, refuse=self._front.refuse, done=self._front.done, loop=self._loop, **self._kwargs)
