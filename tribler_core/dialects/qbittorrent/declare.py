"""Routes as qBittorrent has them: what reads answers GET and POST alike, what changes answers POST alone."""

from collections.abc import Mapping
from typing import Any, cast

from aiohttp import web
from aiohttp.typedefs import Handler
from marshmallow import Schema

from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.fields import Nothing, Parameters
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import BODY, QUERY, Endpoint
from tribler_core.web.openapi.declare import Answer, body_schema, query_schema
from tribler_core.web.openapi.operation import fresh

TEXT = "text/plain"
EMPTY: Answer = {"description": "Empty; some of the newer commands answer 204 in profile 5.2."}


class ReadingEndpoint(Endpoint):
    """Methods that only tell something, by whatever verb."""

    reads = Scope.READ
    changes = Scope.READ


def reads(path: str, handler: Handler, takes: type[Parameters] = Nothing) -> list[web.RouteDef]:
    """A method that changes nothing: parameters in the query, or in the body where libraries put everything."""
    return [
        web.get(path, query_schema(takes)(_own(handler))),
        web.post(path, body_schema(takes)(_own(handler))),
    ]


def command(path: str, handler: Handler, takes: type[Parameters] = Nothing) -> web.RouteDef:
    """A method that changes something."""
    return web.post(path, body_schema(takes)(_own(handler)))


def _own(handler: Handler) -> Handler:
    """A copy that a schema can be declared for after `docs`, which leaves out what the schemas' decorators look for."""
    copied = fresh(handler)
    vars(copied)["__schemas__"] = []
    return copied


def asked(request: web.Request) -> dict[str, Any]:
    """The parameters that were read; those that are absent or made no sense are left out, or have their default."""
    return request[BODY] if BODY in request else request[QUERY]


def many(shape: type[Schema]) -> type[Schema]:
    """The documented shape of an array."""
    return cast("type[Schema]", shape(many=True))  # apispec takes instances as well


def text(words: str, *, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer in plain text."""
    return web.Response(text=words, content_type=TEXT, headers=headers)


def done() -> web.Response:
    """Nothing to say: it is done."""
    return text("")


def done_silently(profile: Profile) -> web.Response:
    """The same for the newer commands, which 5.2 answers by the status alone."""
    return web.Response(status=204) if profile.speaks_status else done()
