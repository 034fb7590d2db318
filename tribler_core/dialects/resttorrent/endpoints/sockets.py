"""/socket.io/: the generation of a client decides who talks to it."""

from aiohttp import web

from tribler_core.dialects.resttorrent.legacy.generation import LegacyGeneration
from tribler_core.dialects.resttorrent.messages.current import CurrentGeneration
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.json import json_response

_CURRENT, _LEGACY = "4", ("3", "2")
_TOO_OLD = "Socket.IO 0.9 is not spoken here; use a client of version 1 or later."
_UNKNOWN = {"code": 5, "message": "Unsupported protocol version"}


class SocketsEndpoint(Endpoint):
    """The transport. Who may come in is asked when a client connects, because it may say then who it is."""

    reads = changes = Scope.PUBLIC

    def __init__(self, current: CurrentGeneration, legacy: LegacyGeneration | None) -> None:
        """`legacy`: None where the operator does without."""
        self._current = current
        self._legacy = legacy

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("", self._transport),
            web.post("", self._transport),
            web.get("/{rest:.+}", self._refuse),
            web.post("/{rest:.+}", self._refuse),
        ]

    async def _transport(self, request: web.Request) -> web.StreamResponse:
        query = request.rel_url.query
        version, sid = query.get("EIO", ""), query.get("sid", "")
        if self._legacy is not None and (self._legacy.knows(sid) or (version in (*_LEGACY, "") and not sid)):
            return await self._legacy.handle(request)
        if version == _CURRENT or self._current.knows(sid):
            return await self._current.handle(request)
        if sid and self._legacy is not None:
            return await self._legacy.handle(request)
        return json_response(_UNKNOWN, status=400)

    async def _refuse(self, _: web.Request) -> web.Response:
        """What a client of 0.9 asks for first."""
        return web.Response(text=_TOO_OLD, status=400)
