"""A dialect as an aiohttp application: its routes below its prefix, and the layers around its handlers."""

import asyncio
from dataclasses import dataclass, replace

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tribler_core.foundation.units import Bytes, Seconds
from tribler_core.web.access.gate import admit
from tribler_core.web.access.hosts import HostGuard
from tribler_core.web.dialect import Authenticator, Courtesy, Dialect, ReadBody
from tribler_core.web.observe.trace import TRACE
from tribler_core.web.openapi.operation import operation_of
from tribler_core.web.request.validation import validate
from tribler_core.web.serving.documents import DOCUMENTS, Documents
from tribler_core.web.serving.headers import Dress
from tribler_core.web.serving.routes import add_routes
from tribler_core.web.sse import STOPPING


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What all dialects of a server share."""

    hosts: HostGuard
    cors: Courtesy
    dress: Dress
    stopping: asyncio.Future[None]
    documents: Documents
    max_body_size: Bytes
    body_patience: Seconds


def mount(dialect: Dialect, around: Surroundings) -> web.Application:
    """The application of a dialect. Errors leave it as exceptions: the front words them."""
    if dialect.courtesy is not None:
        around = replace(around, cors=dialect.courtesy, dress=Dress(dialect.courtesy))
    app = web.Application(
        middlewares=[checked(dialect.authenticator, around, dialect.read_body)],
        client_max_size=dialect.max_body_size or around.max_body_size,
    )
    app[STOPPING] = around.stopping
    app[DOCUMENTS] = around.documents
    app.on_response_prepare.append(around.dress.over(dialect.headers))
    for endpoint in dialect.endpoints:
        add_routes(app, endpoint, dialect.prefix, documented=False)
    return app


def checked(authenticator: Authenticator, around: Surroundings, read_body: ReadBody) -> Middleware:
    """A middleware that lets pass who may, with what makes sense."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        around.hosts.check(request)
        if preflight := around.cors.preflight(request):
            return preflight
        asked = operation_of(request)
        if asked is not None:
            request[TRACE].route = asked.route
        await admit(request, asked, authenticator)
        if asked is not None:
            await validate(request, asked.shapes, around.body_patience, read_body)
        return await handler(request)

    return middleware
