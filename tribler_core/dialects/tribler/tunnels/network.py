"""Circuits, relays, exits and members, as they are now."""

from aiohttp import web

from tribler_core.dialects.tribler.tunnels.shapes import (
    CircuitsAnswer,
    ExitsAnswer,
    NodesAnswer,
    RelaysAnswer,
    TunnelSettingsAnswer,
    present_circuit,
    present_exit,
    present_node,
    present_relay,
)
from tribler_core.domain.ports import TunnelsInspection
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import docs


class TunnelsEndpoint(Endpoint):
    """404 while the network is switched off."""

    def __init__(self, tunnels: TunnelsInspection) -> None:
        self._tunnels = tunnels

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/ipv8/tunnel/settings", self.settings),
            web.get("/ipv8/tunnel/circuits", self.circuits),
            web.get("/ipv8/tunnel/relays", self.relays),
            web.get("/ipv8/tunnel/exits", self.exits),
            web.get("/ipv8/tunnel/peers", self.peers),
        ]

    @docs(tags=["Tunnels"], summary="Settings of the network", responses={200: {"schema": TunnelSettingsAnswer}})
    async def settings(self, _: web.Request) -> web.Response:
        return json_response({"settings": self._tunnels.settings()})

    @docs(tags=["Tunnels"], summary="Our circuits", responses={200: {"schema": CircuitsAnswer}})
    async def circuits(self, _: web.Request) -> web.Response:
        return json_response({"circuits": [present_circuit(each) for each in self._tunnels.circuits()]})

    @docs(tags=["Tunnels"], summary="Circuits of others through us", responses={200: {"schema": RelaysAnswer}})
    async def relays(self, _: web.Request) -> web.Response:
        return json_response({"relays": [present_relay(each) for each in self._tunnels.relays()]})

    @docs(tags=["Tunnels"], summary="Circuits of others that end here", responses={200: {"schema": ExitsAnswer}})
    async def exits(self, _: web.Request) -> web.Response:
        return json_response({"exits": [present_exit(each) for each in self._tunnels.exits()]})

    @docs(tags=["Tunnels"], summary="Members that we know", responses={200: {"schema": NodesAnswer}})
    async def peers(self, _: web.Request) -> web.Response:
        return json_response({"peers": [present_node(each) for each in self._tunnels.nodes()]})
