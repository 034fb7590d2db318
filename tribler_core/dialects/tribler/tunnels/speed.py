"""How fast circuits are."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from aiohttp import web

from tribler_core.dialects.tribler.tunnels.shapes import encode_speed
from tribler_core.domain.anonymity import Speed
from tribler_core.domain.download.settings import MAX_HOPS, Hops
from tribler_core.domain.ports import SpeedTest, TunnelsInspection
from tribler_core.foundation.units import Seconds
from tribler_core.web.endpoint import PATH, QUERY, Endpoint
from tribler_core.web.fields import RequestShape, WholeNumber
from tribler_core.web.openapi.declare import docs, path_schema, query_schema
from tribler_core.web.sse import stream_events

_LARGEST = 2000
"""Bytes of a request or an answer."""


class CircuitPath(RequestShape):
    """The circuit that a path names."""

    circuit_id = WholeNumber(required=True)


class SpeedQuery(RequestShape):
    """How it is tested."""

    test_time_ms = WholeNumber(minimum=1, maximum=60_000, load_default=5000)
    request_size = WholeNumber(minimum=0, maximum=_LARGEST, load_default=50, metadata={"description": "Bytes."})
    response_size = WholeNumber(minimum=0, maximum=_LARGEST, load_default=1024, metadata={"description": "Bytes."})


class NewCircuitQuery(SpeedQuery):
    """The circuit that is made for it."""

    goal_hops = WholeNumber(minimum=1, maximum=MAX_HOPS, load_default=1)


class SpeedTestEndpoint(Endpoint):
    """Lines `speed: {"up": …, "down": …}` in MiB/s, twice a second."""

    def __init__(self, tunnels: TunnelsInspection) -> None:
        self._tunnels = tunnels

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/ipv8/tunnel/circuits/test", self.test_new),
            web.get("/ipv8/tunnel/circuits/{circuit_id}/test", self.test),
        ]

    @docs(
        tags=["Tunnels"],
        summary="Test a new circuit",
        description="It is ended after the test.",
        responses={200: {"description": "Lines of speeds."}},
        produces=("text/event-stream",),
    )
    @query_schema(NewCircuitQuery)
    async def test_new(self, request: web.Request) -> web.StreamResponse:
        query = request[QUERY]
        return await _sent(request, await self._tunnels.test_new(Hops(query["goal_hops"]), _asked(query)))

    @docs(
        tags=["Tunnels"],
        summary="Test a circuit",
        responses={200: {"description": "Lines of speeds."}},
        produces=("text/event-stream",),
    )
    @path_schema(CircuitPath)
    @query_schema(SpeedQuery)
    async def test(self, request: web.Request) -> web.StreamResponse:
        return await _sent(request, self._tunnels.test(request[PATH]["circuit_id"], _asked(request[QUERY])))


def _asked(query: dict[str, Any]) -> SpeedTest:
    return SpeedTest(
        time=Seconds(query["test_time_ms"] / 1000),
        request_size=query["request_size"],
        response_size=query["response_size"],
    )


async def _sent(request: web.Request, speeds: AsyncGenerator[Speed, None]) -> web.StreamResponse:
    async def lines() -> AsyncGenerator[bytes, None]:
        async with aclosing(speeds):
            async for speed in speeds:
                yield encode_speed(speed)

    return await stream_events(request, lines())
