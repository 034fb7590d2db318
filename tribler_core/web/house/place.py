"""Where the house's own pages live: health, metrics and documents belong to no dialect."""

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.domain.errors import (
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PayloadTooLarge,
    Rejected,
    TooManyAttempts,
    TriblerError,
)
from tribler_core.web.dialect import Authenticator, Dialect
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.errors import ErrorTable, MethodNotAllowed, UnexpectedFailure, Words, words_for
from tribler_core.web.json import json_response

_WORDS: ErrorTable = {
    Rejected: Words(400),
    NotAuthenticated: Words(401),
    NotAllowed: Words(403),
    NotFound: Words(404),
    MethodNotAllowed: Words(405),
    PayloadTooLarge: Words(413),
    TooManyAttempts: Words(429),
    TriblerError: Words(500),
}


class ErrorDetails(Schema):
    """What went wrong."""

    handled = fields.Boolean(required=True, metadata={"description": "false: a bug"})
    code = fields.String(required=True)
    message = fields.String(required=True)


class HouseError(Schema):
    """An error where no dialect is."""

    error = fields.Nested(ErrorDetails, required=True)


def word_plainly(error: TriblerError, _: web.BaseRequest) -> web.Response:
    """The house's own words."""
    words = words_for(error, _WORDS)
    details = {
        "handled": not isinstance(error, UnexpectedFailure),
        "code": words.name or error.code,
        "message": str(error),
    }
    return json_response({"error": details}, status=words.status)


def housed(dialects: Sequence[Dialect], house: Sequence[Endpoint], authenticator: Authenticator) -> list[Dialect]:
    """The dialects, the first without a prefix extended by the house's endpoints; or with a plain face for them."""
    for position, dialect in enumerate(dialects):
        if not dialect.prefix:
            extended = replace(dialect, endpoints=[*dialect.endpoints, *house])
            return [*dialects[:position], extended, *dialects[position + 1 :]]
    plain = Dialect(
        name="house",
        title="triblerd",
        endpoints=house,
        authenticator=authenticator,
        word_error=word_plainly,
        error_schema=HouseError,
    )
    return [*dialects, plain]
