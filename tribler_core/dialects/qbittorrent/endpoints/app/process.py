"""The end of the daemon, and the key of programs. Source: sections 1.8 and 2.1 of the specification."""

from typing import Protocol

from aiohttp import web

from tribler_core.dialects.qbittorrent.access.authenticator import Access
from tribler_core.dialects.qbittorrent.access.rules import is_foreign
from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, command, done, done_silently
from tribler_core.dialects.qbittorrent.errors import RuleViolated
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.shapes.answers import ApiKeyShape
from tribler_core.domain.errors import NotAllowed
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs


class RequestStop(Protocol):
    """Asks for an orderly stop; returns at once, and the present request is still answered."""

    def __call__(self, *, restart: bool) -> None: ...


class ShutdownEndpoint(Endpoint):
    """The end of the daemon."""

    reads = changes = Scope.ADMIN

    def __init__(self, request_stop: RequestStop, access: Access) -> None:
        self._request_stop = request_stop
        self._access = access

    def routes(self) -> list[web.RouteDef]:
        return [command("/app/shutdown", self.shut_down), web.get("/app/shutdown", self.shut_down)]

    @docs(
        tags=["app"],
        summary="Stop the daemon",
        description="Answers first. GET is refused to pages of other sites, whatever the settings are.",
        responses={200: EMPTY},
        produces=(TEXT,),
    )
    async def shut_down(self, request: web.Request) -> web.Response:
        if not self._access.section.allow_shutdown:
            raise NotAllowed("Forbidden")
        if is_foreign(request, self._access.client(request)):
            raise RuleViolated("origin")
        self._request_stop(restart=False)
        return done()


class ApiKeyEndpoint(Endpoint):
    """The key named `default`; others are made on the command line."""

    changes = Scope.ADMIN

    def __init__(self, access: Access, profile: Profile) -> None:
        self._access = access
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [command("/app/rotateAPIKey", self.rotate), command("/app/deleteAPIKey", self.delete)]

    @docs(tags=["app"], summary="Make an API key, or another", responses={200: {"schema": ApiKeyShape}})
    async def rotate(self, _: web.Request) -> web.Response:
        return json_answer({"apiKey": await self._access.keys.rotate()})

    @docs(tags=["app"], summary="Delete the API key", responses={200: EMPTY}, produces=(TEXT,))
    async def delete(self, _: web.Request) -> web.Response:
        await self._access.keys.delete()
        return done_silently(self._profile)
