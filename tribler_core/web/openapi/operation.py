"""What the server knows of one method of one path; made once, when a dialect is mounted."""

import copy
import functools
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from tribler_core.domain.people.principal import Scope
from tribler_core.web.openapi.declare import Shapes, shapes_of


@dataclass(frozen=True, slots=True)
class Operation:
    """Who may call a handler, and what has to be checked before."""

    needs: Scope
    shapes: Shapes
    route: str
    """The path's template, prefix included."""


def operation_of(request: web.Request) -> Operation | None:
    """The operation that the request names; None: there is no such path or method."""
    return getattr(request.match_info.handler, "operation", None)


def fresh(handler: Handler, operation: Operation | None = None, *, documented: bool = True) -> Handler:
    """The same handler, to be given metadata of its own; when it is `documented`, with a copy of what it has.

    aiohttp-apispec empties the metadata of what it registers, so a second app in the process would have a document
    without request bodies. Source: maximdanilchenko/aiohttp-apispec#76.
    """

    @functools.wraps(handler, updated=())
    async def call(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    own: dict[str, Any] = call.__dict__
    own["operation"] = operation
    if documented and hasattr(handler, "__apispec__"):
        # Registering pops, extends and replaces these values; what is inside of them, it copies.
        own["__apispec__"] = {name: copy.copy(value) for name, value in handler.__apispec__.items()}
    return call


def operation(handler: Handler, needs: Scope, route: str) -> Operation:
    """The operation of a handler below a route."""
    return Operation(needs=needs, shapes=shapes_of(handler), route=route)
