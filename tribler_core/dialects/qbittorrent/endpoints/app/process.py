"""The end of the daemon. Source: section 2.1 of the specification."""

from typing import Protocol

from aiohttp import web

from tribler_core.dialects.qbittorrent.access.authenticator import Access
from tribler_core.dialects.qbittorrent.access.rules import is_foreign
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, command, done
from tribler_core.dialects.qbittorrent.errors import RuleViolated
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
