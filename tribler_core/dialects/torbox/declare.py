"""What endpoints of this dialect share."""

from typing import Any

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.torbox.answers import Envelope, enveloped
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import BODY, QUERY, Endpoint
from tribler_core.web.openapi.declare import Answer


class OpenEndpoint(Endpoint):
    """Answers everybody."""

    reads = Scope.PUBLIC
    changes = Scope.PUBLIC


def asked(request: web.Request) -> dict[str, Any]:
    """The parameters, already checked; those that were not sent are left out, or have their default."""
    return request[BODY] if BODY in request else request[QUERY]


def answers(name: str, data: fields.Field[Any] | None = None, description: str = "") -> dict[int, Answer]:
    """The documented answer of a success."""
    shape: type[Schema] = Envelope if data is None else enveloped(name, data)
    return {200: {"schema": shape, "description": description}}


def nested(shape: type[Schema], *, many: bool = False) -> fields.Field[Any]:
    """A documented object, or an array of them."""
    return fields.Nested(shape, many=many, required=True)
