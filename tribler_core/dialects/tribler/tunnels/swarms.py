"""Hidden swarms, and who introduces whom in them."""

from aiohttp import web

from tribler_core.dialects.tribler.tunnels.shapes import (
    SwarmsAnswer,
    SwarmSizeAnswer,
    present_introductions,
    present_swarm,
)
from tribler_core.domain.download.settings import MAX_HOPS, Hops
from tribler_core.domain.ports import TunnelsInspection
from tribler_core.web.endpoint import PATH, QUERY, Endpoint
from tribler_core.web.fields import InfoHashText, RequestShape, WholeNumber
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import docs, path_schema, query_schema


class SwarmPath(RequestShape):
    """The hidden swarm that a path names."""

    infohash = InfoHashText(required=True, metadata={"description": "What it is looked up by, as /swarms has it."})


class SizeQuery(RequestShape):
    """How it is asked for."""

    hops = WholeNumber(minimum=1, maximum=MAX_HOPS, load_default=1)


class HiddenSwarmsEndpoint(Endpoint):
    """404 while the network is switched off."""

    def __init__(self, tunnels: TunnelsInspection) -> None:
        self._tunnels = tunnels

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/ipv8/tunnel/swarms", self.swarms),
            web.get("/ipv8/tunnel/swarms/{infohash}/size", self.size),
            web.get("/ipv8/tunnel/peers/dht", self.kept),
            web.get("/ipv8/tunnel/peers/pex", self.exchanged),
        ]

    @docs(tags=["Tunnels"], summary="Hidden swarms that we are in", responses={200: {"schema": SwarmsAnswer}})
    async def swarms(self, _: web.Request) -> web.Response:
        return json_response({"swarms": [present_swarm(each) for each in self._tunnels.swarms()]})

    @docs(tags=["Tunnels"], summary="Hidden seeders of a swarm", responses={200: {"schema": SwarmSizeAnswer}})
    @path_schema(SwarmPath)
    @query_schema(SizeQuery)
    async def size(self, request: web.Request) -> web.Response:
        name, hops = request[PATH]["infohash"], Hops(request[QUERY]["hops"])
        return json_response({"swarm_size": await self._tunnels.swarm_size(name, hops)})

    @docs(
        tags=["Tunnels"],
        summary="Introduction points that we keep in the DHT",
        responses={200: {"description": "A bare list of `info_hash` and `peers`."}},
    )
    async def kept(self, _: web.Request) -> web.Response:
        return json_response(present_introductions(self._tunnels.introductions(exchanged=False)))

    @docs(
        tags=["Tunnels"],
        summary="Introduction points that are exchanged among them",
        responses={200: {"description": "A bare list of `info_hash` and `peers`."}},
    )
    async def exchanged(self, _: web.Request) -> web.Response:
        return json_response(present_introductions(self._tunnels.introductions(exchanged=True)))
