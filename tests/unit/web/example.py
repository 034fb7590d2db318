"""A small dialect to try the toolkit with, and a server for it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from aiohttp import ClientSession, TCPConnector, web
from marshmallow import Schema, fields

from tests.fakes.clock import FakeClock
from tribler_core.domain.people.principal import OPERATOR, Principal, Scope
from tribler_core.foundation.units import Bytes
from tribler_core.web.access.keys import KeyAuthenticator
from tribler_core.web.access.slow_down import SlowDown
from tribler_core.web.content.sending import Content, send_content
from tribler_core.web.dialect import Authenticator, Dialect
from tribler_core.web.endpoint import BODY, PATH, PRINCIPAL, QUERY, TORRENT, TORRENTS, Endpoint
from tribler_core.web.fields import Flag, InfoHashText, RequestShape, Text, WholeNumber, WholeNumberList
from tribler_core.web.house.place import HouseError, word_plainly
from tribler_core.web.json import json_response
from tribler_core.web.observe.metrics import new_registry
from tribler_core.web.openapi.declare import body_schema, docs, path_schema, query_schema
from tribler_core.web.request.disconnect import while_connected
from tribler_core.web.serving.documents import Documents
from tribler_core.web.serving.options import Listener, Manners, TcpListener
from tribler_core.web.serving.server import WebServer

KEY = "0123456789abcdef0123456789abcdef"
HEADERS = {"X-Api-Key": KEY}
CONTENT = bytes(range(256)) * 4
INFOHASH = "c" * 40


class EchoShape(Schema):
    """What the example answers."""

    path = fields.Dict(required=True)
    query = fields.Dict(required=True)
    body = fields.Dict(required=True)
    torrent = fields.String(allow_none=True)


class OnePath(RequestShape):
    infohash = InfoHashText(required=True)


class ListQuery(RequestShape):
    get_peers = Flag(bare=True)
    limit = WholeNumber(minimum=0)


class AddBody(RequestShape):
    uri = Text(required=True)
    hops = WholeNumber(minimum=0, maximum=3)
    safe = Flag()
    files = WholeNumberList(minimum=0)


class ItemsEndpoint(Endpoint):
    """Says what it was asked, once it was checked."""

    reads = Scope.READ

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/items", self.list),
            web.put("/items", self.add),
            web.get("/items/{infohash}", self.one),
            web.post("/torrents", self.upload),
        ]

    @docs(tags=["Items"], summary="List", responses={200: {"schema": EchoShape}})
    @query_schema(ListQuery)
    async def list(self, request: web.Request) -> web.Response:
        return echo(request)

    @docs(tags=["Items"], summary="Add", responses={200: {"schema": EchoShape}})
    @body_schema(AddBody)
    async def add(self, request: web.Request) -> web.Response:
        return echo(request)

    @docs(tags=["Items"], summary="One", responses={200: {"schema": EchoShape}})
    @path_schema(OnePath)
    async def one(self, request: web.Request) -> web.Response:
        return echo(request)

    @docs(tags=["Items"], summary="Upload", responses={200: {"schema": EchoShape}})
    @body_schema(RequestShape.from_dict({"hops": WholeNumber(), "files": WholeNumberList()}), torrent=True)
    async def upload(self, request: web.Request) -> web.Response:
        return echo(request)


class OddEndpoint(Endpoint):
    """What can go wrong; says nothing of scopes, so it is shut."""

    def __init__(self) -> None:
        self.waiting = asyncio.Event()
        self.cancelled = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/bug", self.bug),
            web.get("/breaks-off", self.breaks_off),
            web.get("/slow", self.slow),
            web.get("/content", self.content),
        ]

    async def bug(self, _: web.Request) -> web.Response:
        raise RuntimeError("a detail that is nobody's business")

    async def breaks_off(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"half")
        raise RuntimeError("in the middle")

    async def slow(self, request: web.Request) -> web.Response:
        await while_connected(request, self._for_ever())
        return web.Response()

    async def content(self, request: web.Request) -> web.StreamResponse:
        made = Content(size=Bytes(len(CONTENT)), media_type="video/mp4", tag='"c-0"', read=read_content)
        return await send_content(request, made)

    async def _for_ever(self) -> None:
        self.waiting.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise


async def read_content(first: int, last: int) -> AsyncGenerator[bytes, None]:
    """The example's content, in pieces of 100 bytes."""
    for start in range(first, last + 1, 100):
        yield CONTENT[start : min(start + 100, last + 1)]


class Open(Authenticator):
    """Lets everybody in."""

    async def identify(self, request: web.Request) -> Principal | None:
        return OPERATOR


def echo(request: web.Request) -> web.Response:
    """What the handler found in the request."""
    torrent = request.get(TORRENT)
    return json_response(
        {
            "path": request.get(PATH, {}),
            "query": request.get(QUERY, {}),
            "body": request.get(BODY, {}),
            "torrent": None if torrent is None else torrent.hex(),
            "torrents": len(request.get(TORRENTS, ())),
            "principal": request[PRINCIPAL].name,
            "remote": request.remote,
            "url": f"{request.scheme}://{request.host}",
        }
    )


def key_authenticator(
    clock: FakeClock | None = None, *, key: str = KEY, open_allowed: bool = False
) -> KeyAuthenticator:
    """Of a daemon with one key."""
    return KeyAuthenticator(lambda: key, lambda: open_allowed, SlowDown(clock or FakeClock()))


def a_dialect(*endpoints: Endpoint, **changes: Any) -> Dialect:
    """The example dialect, without a prefix."""
    given: dict[str, Any] = {
        "name": "example",
        "title": "Example",
        "endpoints": endpoints or [ItemsEndpoint(), OddEndpoint()],
        "authenticator": key_authenticator(),
        "word_error": word_plainly,
        "error_schema": HouseError,
    }
    return Dialect(**given | changes)


class Served:
    """A running server and a client for it."""

    def __init__(self, dialects: Sequence[Dialect], manners: Manners) -> None:
        self.reported: list[tuple[str, Exception]] = []
        self.registry = new_registry()
        self.server = WebServer(
            dialects,
            manners,
            documents=Documents(dialects, "1.2.3"),
            registry=self.registry,
            report=lambda error_id, error: self.reported.append((error_id, error)),
        )
        self.url = ""
        self.client = ClientSession(connector=TCPConnector(force_close=True), headers={"Accept-Encoding": "identity"})

    async def start(self, *listeners: Listener) -> None:
        await self.server.start(listeners or [TcpListener(("127.0.0.1",), 0)])
        self.url = next(iter(self.server.addresses.values()))[0]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """The status and the JSON of an answer; with the key."""
        async with self.client.request(method, self.url + path, **{"headers": HEADERS} | options) as answer:
            return answer.status, await answer.json() if method != "HEAD" else None

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A raw connection."""
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def say(self, data: bytes) -> bytes:
        """Everything that is answered to raw bytes until the server hangs up."""
        reader, writer = await self.connect()
        writer.write(data)
        try:
            return await asyncio.wait_for(reader.read(), 60)
        finally:
            writer.close()

    async def stop(self) -> None:
        await self.client.close()
        await self.server.stop()


def code_of(answer: tuple[int, Any]) -> tuple[int, str]:
    """Status and code of an error."""
    status, body = answer
    return status, body["error"]["code"]
