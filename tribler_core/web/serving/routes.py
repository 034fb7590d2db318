"""From an endpoint's routes to those of an application."""

from aiohttp import web

from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.operation import fresh, operation

_READS = frozenset({"GET", "HEAD"})


def add_routes(app: web.Application, endpoint: Endpoint, prefix: str, *, documented: bool) -> None:
    """Add an endpoint's routes below a prefix, HEAD beside every GET.

    `documented` is for an application that a document is made of: HEAD stays out of that.
    """
    for route in endpoint.routes():
        path = prefix + route.path or "/"
        needs = endpoint.reads if route.method in _READS else endpoint.changes
        known = operation(route.handler, needs, path)
        undocumented = fresh(route.handler, known, documented=False)
        handler = fresh(route.handler, known) if documented else undocumented
        app.router.add_route(route.method, path, handler)
        if route.method == "GET":
            app.router.add_route("HEAD", path, undocumented)
