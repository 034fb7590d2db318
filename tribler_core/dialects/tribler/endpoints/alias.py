"""Resources under a second name."""

import functools

from aiohttp import web
from aiohttp.typedefs import Handler

from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import shapes_of


class AliasEndpoint(Endpoint):
    """Serves what another endpoint serves below `path` below `alias` as well; it is documented there only."""

    def __init__(self, endpoint: Endpoint, *, path: str, alias: str) -> None:
        self.reads = endpoint.reads  # type: ignore[misc]  # the scopes are those of the instance that it stands for
        self.changes = endpoint.changes  # type: ignore[misc]
        self._routes = [
            web.route(route.method, alias + route.path.removeprefix(path), _undocumented(route.handler))
            for route in endpoint.routes()
            if route.path.startswith(f"{path}/")
        ]

    def routes(self) -> list[web.RouteDef]:
        return self._routes


def _undocumented(handler: Handler) -> Handler:
    """The handler with what validation needs to know of it, and nothing for the document."""

    @functools.wraps(handler, updated=())
    async def call(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    call.__dict__["__shapes__"] = shapes_of(handler)
    return call
