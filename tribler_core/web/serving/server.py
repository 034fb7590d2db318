"""The web server: dialects behind one front, on several listeners."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from aiohttp import web
from prometheus_client import CollectorRegistry

from tribler_core.web.access.cors import Cors
from tribler_core.web.access.hosts import HostGuard
from tribler_core.web.dialect import Dialect
from tribler_core.web.observe.metrics import HttpMetrics
from tribler_core.web.serving.connection import Connection, Door
from tribler_core.web.serving.documents import Documents
from tribler_core.web.serving.front import Face, Front
from tribler_core.web.serving.headers import Dress
from tribler_core.web.serving.mount import Surroundings, mount
from tribler_core.web.serving.opened import Opened, context_of, open_listener, reopen
from tribler_core.web.serving.options import Listener, Manners, TcpListener
from tribler_core.web.serving.tls import reload
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
        self._mounts: list[_Mount] = []
        self._fronts: dict[str, _Server] = {}
        """By the dialect that is served alone; "": all are."""
        self._stopping: asyncio.Future[None] | None = None
        self._open: dict[Listener, Opened] = {}

    @property
    def addresses(self) -> Mapping[Listener, Sequence[str]]:
        """Where each listener really listens, as URLs, with the ports that the system chose."""
        return {listener: opened.addresses for listener, opened in self._open.items()}

    async def start(self, listeners: Sequence[Listener]) -> None:
        """Open the listeners; requests are served at once.

        Raises: StartFailure; then nothing is left open.
        """
        self._stopping = asyncio.get_running_loop().create_future()
        try:
            await self._open_all(listeners)
        except BaseException:
            await self.stop()
            raise

    async def follow(self, listeners: Sequence[Listener]) -> None:
        """Listen on these from now on and on no others. What is being answered is answered, then hung up on.

        Raises: StartFailure; then everything is as it was, if that can still be.
        """
        gone = {listener: opened for listener, opened in self._open.items() if listener not in listeners}
        new = [listener for listener in listeners if listener not in self._open]
        for listener in new:
            await context_of(listener)  # a bad certificate is found out while nothing has changed
        in_the_way = {old: opened for old, opened in gone.items() if any(opened.blocks(each) for each in new)}
        await self._shut(in_the_way)
        try:
            await self._open_all(new)
        except BaseException:
            await self._shut([each for each in new if each in self._open])
            for old, opened in in_the_way.items():
                self._open[old] = await reopen((await self._front(old)).connection, opened)
            raise
        await self._shut([old for old in gone if old in self._open])
        for opened in gone.values():
            opened.door.hang_up()

    async def stop(self) -> None:
        """Close the listeners, cut event streams, give running requests their grace, cancel what is left."""
        if self._stopping is not None and not self._stopping.done():
            self._stopping.set_result(None)
        for opened in self._open.values():
            await opened.shut()
            opened.door.hang_up()
        await asyncio.gather(*(front.shutdown(self._manners.grace) for front in self._fronts.values()))
        for mounted in self._mounts:
            await mounted.stop()
        self._mounts, self._fronts, self._open = [], {}, {}

    async def reload_tls(self) -> None:
        """Read certificates and keys again, for new connections.

        Raises: StartFailure; then the old ones stay.
        """
        for opened in self._open.values():
            if opened.tls is not None:
                await reload(*opened.tls)

    async def _open_all(self, listeners: Iterable[Listener]) -> None:
        for listener in listeners:
            self._open[listener] = await open_listener((await self._front(listener)).connection, listener)

    async def _shut(self, listeners: Iterable[Listener]) -> None:
        for listener in listeners:
            await self._open.pop(listener).shut()

    async def _front(self, listener: Listener) -> "_Server":
        """What answers on a listener."""
        only = listener.only if isinstance(listener, TcpListener) else ""
        if only not in self._fronts:
            served = [each for each in self._dialects if _is_served(each, only)]
            self._fronts[only] = await self._new_server(served)
        return self._fronts[only]

    async def _new_server(self, dialects: Sequence[Dialect]) -> "_Server":
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
        mounts = [_Mount(dialect, around) for dialect in dialects]
        self._mounts += mounts
        front = Front([each.face for each in mounts], self._manners, metrics=self._metrics, report=self._report)
        return _Server(front, await mounts[0].server(), self._manners)


def _is_served(dialect: Dialect, only: str) -> bool:
    return dialect.name == only if only else not dialect.alone


class _Mount:
    """A dialect that is mounted when somebody comes: of the seven faces of qBittorrent, clients use one."""

    def __init__(self, dialect: Dialect, around: Surroundings) -> None:
        dress = around.dress if dialect.courtesy is None else Dress(dialect.courtesy)
        self.face = Face(dialect, self._handle, dress)
        self._around = around
        self._runner: web.AppRunner | None = None
        self._mounting = asyncio.Lock()

    async def server(self) -> web.Server:
        """Mounted."""
        async with self._mounting:
            if self._runner is None:
                runner = web.AppRunner(mount(self.face.dialect, self._around))
                await runner.setup()
                self._runner = runner
        assert self._runner.server is not None  # noqa: S101 - setup makes it
        return self._runner.server

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        mounted = None if self._runner is None else self._runner.server
        return await (mounted or await self.server()).request_handler(request)

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()


class _Server(web.Server):
    """Makes a connection of ours for each client."""

    def __init__(self, front: Front, root: web.Server, manners: Manners) -> None:
        super().__init__(
            front.handle,
            request_factory=root.request_factory,
            access_log=None,
            keepalive_timeout=manners.keepalive,
            auto_decompress=False,  # it would unpack what nobody wants, too
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_FIELD,
        )
        self._front = front

    def connection(self, door: Door) -> Connection:
        front = self._front
        return Connection(self, door=door, refuse=front.refuse, done=front.done, loop=self._loop, **self._kwargs)
