"""Totals of the engine and of the disk."""

from aiohttp import web

from tribler_core.dialects.tribler.shapes.statistics import (
    OverlayStatisticsAnswer,
    SpaceAnswer,
    TriblerStatisticsAnswer,
    present_statistics,
)
from tribler_core.domain.errors import AnonymityOff
from tribler_core.domain.ports import TunnelsInspection
from tribler_core.services.host_files import HostFiles
from tribler_core.services.statistics import Statistics
from tribler_core.web.endpoint import BODY, Endpoint
from tribler_core.web.fields import RequestShape, Text
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs


class DirectoryBody(RequestShape):
    """The folder that is meant."""

    directory = Text(load_default="", metadata={"description": "Empty: the download folder."})


class StatisticsEndpoint(Endpoint):
    """What was moved, and what room is left."""

    def __init__(self, statistics: Statistics, host_files: HostFiles, tunnels: TunnelsInspection, version: str) -> None:
        self._statistics = statistics
        self._host_files = host_files
        self._version = version
        self._tunnels = tunnels

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/statistics/tribler", self.tribler),
            web.get("/statistics/ipv8", self.overlay),
            web.put("/statistics/dirspace", self.space),
        ]

    @docs(
        tags=["Statistics"],
        summary="Bytes moved since the start",
        responses={200: {"schema": TriblerStatisticsAnswer}},
    )
    async def tribler(self, _: web.Request) -> web.Response:
        return json_response(present_statistics(await self._statistics.totals(), self._version))

    @docs(
        tags=["Statistics"],
        summary="Bytes moved by the overlay: none without one",
        responses={200: {"schema": OverlayStatisticsAnswer}},
    )
    async def overlay(self, _: web.Request) -> web.Response:
        return json_response({"ipv8_statistics": _overlay(self._tunnels)})

    @docs(
        tags=["Statistics"],
        summary="Room on the volume of a folder",
        description="Measured at the nearest folder above that exists.",
        responses={200: {"schema": SpaceAnswer}},
    )
    @body_schema(DirectoryBody)
    async def space(self, request: web.Request) -> web.Response:
        space = await self._host_files.space(request[BODY]["directory"])
        return json_response({"statistics": {"total": space.total, "used": space.used, "free": space.free}})


def _overlay(tunnels: TunnelsInspection) -> dict[str, int]:
    """Empty without an overlay."""
    try:
        sent, received = tunnels.traffic()
    except AnonymityOff:
        return {}
    return {"total_up": sent, "total_down": received}
