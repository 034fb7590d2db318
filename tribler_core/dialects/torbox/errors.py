"""How the dialect says that something went wrong: the envelope, a code, a sentence that clients search in."""

from http import HTTPStatus
from typing import Any

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.torbox.vocabulary import date
from tribler_core.domain.errors import (
    CatalogueError,
    DownloadNotFound,
    EngineFailure,
    Failure,
    FetchError,
    FileNotInTorrent,
    MetainfoNotYetKnown,
    MetainfoTimeout,
    MissingParameter,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PayloadTooLarge,
    Rejected,
    StartFailure,
    StorageError,
    TooManyAttempts,
    TorrentDecodeError,
    Unavailable,
    UnsupportedUri,
)
from tribler_core.domain.errors import TriblerError as AnyError
from tribler_core.domain.library.errors import (
    ActiveLimit,
    BadKey,
    BadTorrent,
    CooldownLimit,
    ItemNotFound,
    ItemTooLarge,
    LinkDead,
    LinkExpired,
    MonthlyLimit,
    NoCredentials,
    NoSpace,
    NotCached,
    NotOffered,
    NotYet,
    TooOften,
)
from tribler_core.web.errors import ErrorTable, MethodNotAllowed, UnexpectedFailure, Words, words_for
from tribler_core.web.json import json_response


class TooManySources(Rejected):
    """Both a file and a magnet were sent."""

    code = "TooManySources"


WORDS: ErrorTable = {
    Rejected: Words(400, "INVALID_OPTION"),
    MissingParameter: Words(400, "MISSING_REQUIRED_OPTION"),
    TooManySources: Words(400, "TOO_MANY_OPTIONS"),
    BadTorrent: Words(400, "BOZO_TORRENT"),
    TorrentDecodeError: Words(400, "BOZO_TORRENT"),
    UnsupportedUri: Words(400, "BOZO_TORRENT"),
    ItemTooLarge: Words(400, "DOWNLOAD_TOO_LARGE"),
    NotCached: Words(400, "DOWNLOAD_NOT_CACHED"),
    ActiveLimit: Words(400, "ACTIVE_LIMIT"),
    MonthlyLimit: Words(400, "MONTHLY_LIMIT"),
    CooldownLimit: Words(400, "COOLDOWN_LIMIT"),
    NotYet: Words(400, "DIFF_ISSUE"),
    MetainfoNotYetKnown: Words(400, "DIFF_ISSUE"),
    NotOffered: Words(403, "PLAN_RESTRICTED_FEATURE"),
    NoCredentials: Words(403, "NO_AUTH"),
    BadKey: Words(403, "BAD_TOKEN"),
    NotAuthenticated: Words(403, "AUTH_ERROR"),
    NotAllowed: Words(403, "AUTH_ERROR"),
    NotFound: Words(404, "ENDPOINT_NOT_FOUND"),
    ItemNotFound: Words(404, "ITEM_NOT_FOUND"),
    DownloadNotFound: Words(404, "ITEM_NOT_FOUND"),
    FileNotInTorrent: Words(404, "ITEM_NOT_FOUND"),
    MetainfoTimeout: Words(404, "ITEM_NOT_FOUND"),
    LinkDead: Words(404, "LINK_OFFLINE"),
    LinkExpired: Words(410, "LINK_OFFLINE"),
    MethodNotAllowed: Words(405, "ENDPOINT_NOT_FOUND"),
    PayloadTooLarge: Words(413, "TOO_MUCH_DATA"),
    TooOften: Words(429, "RATE_LIMIT_EXCEEDED"),
    TooManyAttempts: Words(429, "RATE_LIMIT_EXCEEDED"),
    CatalogueError: Words(500, "DATABASE_ERROR"),
    EngineFailure: Words(500, "DOWNLOAD_SERVER_ERROR"),
    StorageError: Words(500, "DOWNLOAD_SERVER_ERROR"),
    FetchError: Words(400, "DIFF_ISSUE"),
    NoSpace: Words(503, "NO_SERVERS_AVAILABLE_ERROR"),
    Unavailable: Words(503, "NO_SERVERS_AVAILABLE_ERROR"),
    Failure: Words(500, "UNKNOWN_ERROR"),
    StartFailure: Words(500, "UNKNOWN_ERROR"),
    UnexpectedFailure: Words(500, "UNKNOWN_ERROR"),
}

SOUGHT = {
    "ACTIVE_LIMIT": "active download limit",
    "DOWNLOAD_NOT_CACHED": "not found in cache",
    "ITEM_NOT_FOUND": "not found",
}
"""What clients look for in the sentence."""


class ErrorEnvelope(Schema):
    """Every answer that is not a success; the same four keys as any other."""

    success = fields.Boolean(required=True, metadata={"description": "false"})
    error = fields.String(required=True, metadata={"description": "A code."})
    detail = fields.String(required=True, metadata={"description": "For people."})
    data = fields.Raw(required=True, allow_none=True, metadata={"description": "null, but for limits."})


def word_error(error: AnyError, _: web.BaseRequest) -> web.Response:
    """The whole answer."""
    words = words_for(error, WORDS)
    name = words.name or "UNKNOWN_ERROR"
    envelope = {"success": False, "error": name, "detail": detail_of(error, words), "data": data_of(error)}
    response = json_response(envelope, status=words.status)
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def detail_of(error: AnyError, words: Words) -> str:
    """A sentence, never empty."""
    said = str(error).strip() or HTTPStatus(words.status).phrase
    sought = SOUGHT.get(words.name or "", "")
    return said if sought in said else f"{said} ({sought})"


def data_of(error: AnyError) -> dict[str, Any] | None:
    """The numbers of a limit."""
    match error:
        case ActiveLimit():
            return {"active_limit": error.limit, "current_active_downloads": error.active}
        case MonthlyLimit():
            return {"monthly_limit": error.limit, "current_downloads": error.used}
        case CooldownLimit():
            return {"cooldown_until": date(error.until), "current_time": date(error.now)}
        case _:
            return None
