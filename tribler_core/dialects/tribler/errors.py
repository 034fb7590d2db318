"""How Tribler's API says that something went wrong: one shape, a table of statuses, and a few fixed texts."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.errors import (
    ComponentMissing,
    ConfigError,
    DownloadNotFound,
    Failure,
    MetainfoTimeout,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PayloadTooLarge,
    Rejected,
    StartFailure,
    TooManyAttempts,
    TorrentDecodeError,
    TriblerError,
    Unavailable,
)
from tribler_core.web.errors import ErrorTable, MethodNotAllowed, UnexpectedFailure, Words, words_for
from tribler_core.web.json import json_response

WORDS: ErrorTable = {
    Rejected: Words(400),
    ConfigError: Words(400, "InvalidParameter"),
    NotAuthenticated: Words(401),
    NotAllowed: Words(403),
    NotFound: Words(404, "NotFound"),
    DownloadNotFound: Words(404),
    ComponentMissing: Words(404),
    MethodNotAllowed: Words(405),
    PayloadTooLarge: Words(413),
    TooManyAttempts: Words(429),
    Unavailable: Words(500),
    Failure: Words(500),
    StartFailure: Words(500),
    UnexpectedFailure: Words(500),
}


class ErrorFactsShape(Schema):
    """What went wrong."""

    handled = fields.Boolean(
        required=True, metadata={"description": "True: foreseen, the request failed; false: a bug."}
    )
    code = fields.String(required=True, metadata={"description": "The kind of error."})
    message = fields.String(required=True, metadata={"description": "For people."})


class ErrorShape(Schema):
    """The one shape of every error."""

    error = fields.Nested(ErrorFactsShape, required=True)


@dataclass(frozen=True, slots=True)
class ErrorStyle:
    """The operator's choices about errors."""

    plain_rejections: bool = False
    """Unprefixed answers below 500 carry a plain string, as up to 7.14."""
    tracebacks: bool = False
    """A bug shows where it happened."""


def error_wording(
    face: Face, style: Callable[[], ErrorStyle]
) -> Callable[[TriblerError, web.BaseRequest], web.Response]:
    """The function that makes error answers of a face; `style` is asked for each."""

    def word(error: TriblerError, request: web.BaseRequest) -> web.Response:
        words = words_for(error, WORDS)
        path = request.path.removeprefix(face.prefix)
        facts = error_facts(error, style(), path)
        said = facts["message"] if _is_plain(error, words, path, face, style()) else facts
        return json_response({"error": said}, status=words.status)

    return word


def error_facts(error: TriblerError, style: ErrorStyle, path: str = "") -> dict[str, object]:
    """What an error says of itself; `path` is below the face's prefix."""
    return {
        "handled": not isinstance(error, UnexpectedFailure),
        "code": words_for(error, WORDS).name or error.code,
        "message": _message(error, path, tracebacks=style.tracebacks),
    }


def _message(error: TriblerError, path: str, *, tracebacks: bool) -> str:
    """The sentence, where it matters exactly as clients match it."""
    if isinstance(error, UnexpectedFailure) and tracebacks:
        return "".join(traceback.format_exception(error.cause))
    if path.startswith("/torrentinfo") and isinstance(error, MetainfoTimeout | TorrentDecodeError):
        return "metainfo error"
    return str(error)


def _is_plain(error: TriblerError, words: Words, path: str, face: Face, style: ErrorStyle) -> bool:
    """Whether `error` is a string, not an object."""
    if face is not Face.LEGACY:
        return False
    if path == "/torrentinfo" and isinstance(error, MetainfoTimeout):
        return True  # Quirk(tribler): the Qt client retries on exactly this
    return style.plain_rejections and words.status < 500
