"""What the engine says of itself."""

from typing import Any

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.domain.ports import EngineSessions
from tribler_core.web.endpoint import QUERY, Endpoint
from tribler_core.web.fields import RequestShape, WholeNumber
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import docs, query_schema

FINGERPRINT = "peer_fingerprint"


class HopQuery(RequestShape):
    """The session that is meant."""

    hop = WholeNumber(
        minimum=-1, load_default=0, metadata={"description": "Its number of hops; -1: that of metadata look-ups."}
    )


class EngineSettingsShape(Schema):
    """libtorrent's settings of one session."""

    hop = fields.Integer(required=True)
    settings = fields.Dict(
        keys=fields.String(), required=True, metadata={"description": "By name; empty: there is no such session."}
    )


class EngineCountersShape(Schema):
    """libtorrent's counters of one session."""

    hop = fields.Integer(required=True)
    session = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "By dotted name, at most five seconds old; empty: there is no such session."},
    )


class LibtorrentEndpoint(Endpoint):
    """The engine's settings and counters."""

    def __init__(self, sessions: EngineSessions) -> None:
        self._sessions = sessions

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/libtorrent/settings", self.settings), web.get("/libtorrent/session", self.session)]

    @docs(tags=["Engine"], summary="Settings of a session", responses={200: {"schema": EngineSettingsShape}})
    @query_schema(HopQuery)
    async def settings(self, request: web.Request) -> web.Response:
        hop = request[QUERY]["hop"]
        settings = {name: _shown(name, value) for name, value in self._sessions.settings(hop).items()}
        return json_response({"hop": hop, "settings": settings})

    @docs(tags=["Engine"], summary="Counters of a session", responses={200: {"schema": EngineCountersShape}})
    @query_schema(HopQuery)
    async def session(self, request: web.Request) -> web.Response:
        hop = request[QUERY]["hop"]
        return json_response({"hop": hop, "session": await self._sessions.counters(hop)})


def _shown(name: str, value: Any) -> Any:
    """Quirk(tribler): what our peer ids begin with is told in hex."""
    return value.encode().hex() if name == FINGERPRINT else value
