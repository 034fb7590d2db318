"""Event streams end when they should, and no reader can make them heavy."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from aiohttp import web

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, KEY, Served, a_dialect
from tribler_core.foundation.units import Seconds
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.request.disconnect import gone_of
from tribler_core.web.sse import event, stream_events

PIECE = b"x" * 100_000


class EventsEndpoint(Endpoint):
    """Streams of several tempers; tells when their source was closed."""

    def __init__(self) -> None:
        self.sent = 0
        self.closed = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/three", self.three),
            web.get("/quiet", self.quiet),
            web.get("/flood", self.flood),
            web.get("/broken", self.broken),
        ]

    async def three(self, request: web.Request) -> web.StreamResponse:
        async def events() -> AsyncGenerator[bytes, None]:
            for number in range(3):
                yield event(b"%d" % number, name="n", event_id=str(number))

        return await stream_events(request, events())

    async def quiet(self, request: web.Request) -> web.StreamResponse:
        return await stream_events(request, self._nothing(), heartbeat=Seconds(0.01))

    async def flood(self, request: web.Request) -> web.StreamResponse:
        self.gone = gone_of(request)
        return await stream_events(request, self._everything(), patience=Seconds(0.2))

    async def broken(self, request: web.Request) -> web.StreamResponse:
        async def events() -> AsyncGenerator[bytes, None]:
            yield event(b"1")
            raise RuntimeError("the source broke")

        return await stream_events(request, events())

    async def _nothing(self) -> AsyncGenerator[bytes, None]:
        try:
            await asyncio.Event().wait()
            yield b""
        finally:
            self.closed.set()

    async def _everything(self) -> AsyncGenerator[bytes, None]:
        try:
            while True:
                yield event(PIECE)
                self.sent += len(PIECE)
        finally:
            self.closed.set()


@pytest.fixture
async def stream(serve: Serve) -> tuple[Served, EventsEndpoint]:
    endpoint = EventsEndpoint()
    return await serve(a_dialect(endpoint)), endpoint


def test_an_event_on_the_wire() -> None:
    assert event(b"{}") == b"data: {}\n\n"
    assert event(b"{}", name="a", event_id="7") == b"id: 7\nevent: a\ndata: {}\n\n"


async def test_a_stream_ends_with_its_events(stream: tuple[Served, EventsEndpoint]) -> None:
    served, _ = stream

    async with served.client.get(served.url + "/three", headers=HEADERS) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (await answer.text()).split("\n\n")[:3] == [f"id: {n}\nevent: n\ndata: {n}" for n in range(3)]
    assert (await served.ask("HEAD", "/three"))[0] == 200


async def test_silence_is_filled_with_comments(stream: tuple[Served, EventsEndpoint]) -> None:
    served, _ = stream

    async with served.client.get(served.url + "/quiet", headers=HEADERS) as answer:
        assert await answer.content.readexactly(9) == b":\n\n:\n\n:\n\n"


async def test_a_lost_client_closes_the_source(stream: tuple[Served, EventsEndpoint]) -> None:
    served, endpoint = stream
    async with served.client.get(served.url + "/quiet", headers=HEADERS) as answer:
        await answer.content.readexactly(3)
        answer.close()

    await asyncio.wait_for(endpoint.closed.wait(), 60)


async def test_a_reader_that_does_not_read_is_cut_off(stream: tuple[Served, EventsEndpoint]) -> None:
    served, endpoint = stream
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port, limit=1000)
    writer.write(b"GET /flood HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + KEY.encode() + b"\r\n\r\n")
    assert await reader.readexactly(12) == b"HTTP/1.1 200"

    await asyncio.wait_for(endpoint.closed.wait(), 60)

    await asyncio.wait_for(endpoint.gone, 60)
    assert endpoint.sent < 50_000_000
    writer.close()


async def test_streams_end_when_the_server_stops(stream: tuple[Served, EventsEndpoint]) -> None:
    served, endpoint = stream
    async with served.client.get(served.url + "/quiet", headers=HEADERS) as answer:
        await answer.content.readexactly(3)

        await asyncio.wait_for(served.server.stop(), 60)

        assert (await answer.content.read()).strip(b":\n") == b""
    assert endpoint.closed.is_set()


async def test_a_source_that_breaks_ends_the_stream(
    stream: tuple[Served, EventsEndpoint], caplog: pytest.LogCaptureFixture
) -> None:
    served, _ = stream

    async with served.client.get(served.url + "/broken", headers=HEADERS) as answer:
        assert await answer.read() == b"data: 1\n\n"

    assert "the source broke" in caplog.text
