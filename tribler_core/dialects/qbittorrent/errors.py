"""How qBittorrent says that something went wrong: a status, and the message or the reason phrase as plain text."""

from collections.abc import Callable
from http import HTTPStatus

from aiohttp import web

from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.domain.errors import (
    ConfigError,
    DownloadNotFound,
    Failure,
    FileNotInTorrent,
    MetainfoNotYetKnown,
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
    TriblerError,
    Unavailable,
)
from tribler_core.services.rss.tree import TreeRefused
from tribler_core.web.errors import ErrorTable, MethodNotAllowed, UnexpectedFailure, Words, words_for

NO_SUCH_METHOD = "Endpoint does not exist"
BANNED = "Your IP address has been banned after too many failed authentication attempts."
REJECTED_BY = "X-Rejected-By"


class Conflict(TriblerError):
    """What was asked for does not fit what is there; the text is for the client."""

    code = "Conflict"


class NothingSuch(NotFound):
    """Not there; the text is for the client."""

    code = "NothingSuch"


class Unreadable(TriblerError):
    """The data that was sent is not what it should be."""

    code = "Unreadable"


class RuleViolated(TriblerError):
    """The request came by a name or from a page that it must not come from."""

    code = "RuleViolated"

    def __init__(self, rule: str) -> None:
        """`rule` is told in a header, because clients cannot guess it."""
        super().__init__("Unauthorized")
        self.rule = rule


WORDS: ErrorTable = {
    Rejected: Words(400),
    RuleViolated: Words(401),
    NotAuthenticated: Words(403),
    NotAllowed: Words(403),
    TooManyAttempts: Words(403),
    NotFound: Words(404),
    MethodNotAllowed: Words(405),
    Conflict: Words(409),
    TreeRefused: Words(409),
    MetainfoNotYetKnown: Words(409),
    FileNotInTorrent: Words(409),
    StorageError: Words(409),
    Unavailable: Words(409),
    PayloadTooLarge: Words(413),
    Unreadable: Words(415),
    TorrentDecodeError: Words(415),
    ConfigError: Words(400),
    Failure: Words(500),
    StartFailure: Words(500),
    UnexpectedFailure: Words(500),
}


MEANINGS = {
    "400": "A parameter is missing, or makes no sense.",
    "401": "A page of another site, or a name or port that is not ours; `X-Rejected-By` says which.",
    "403": "Not logged in, or this address is banned; `Retry-After` says for how long.",
    "404": "There is no such torrent, item or method.",
    "409": "It does not fit what is there; the text says why.",
    "413": "The body is too large.",
    "415": "A file, or what else was sent, cannot be read.",
    "500": "A bug.",
}
"""Of each status that an error can have, for the document. The text is the message, or the reason phrase."""


def error_wording(profile: Profile) -> Callable[[TriblerError, web.BaseRequest], web.Response]:
    """The function that makes error answers of a profile."""

    def word(error: TriblerError, _: web.BaseRequest) -> web.Response:
        status = words_for(error, WORDS).status
        response = web.Response(text=_text(error, status, profile), status=status, content_type="text/plain")
        if isinstance(error, RuleViolated):
            response.headers[REJECTED_BY] = error.rule
        return response

    return word


def _text(error: TriblerError, status: int, profile: Profile) -> str:
    match error:
        case MissingParameter():
            return f"Missing required parameters: {', '.join(error.names)}" if profile.speaks_status else "Bad Request"
        case TooManyAttempts():
            return BANNED
        case DownloadNotFound() | NotAuthenticated() | MethodNotAllowed():
            return HTTPStatus(status).phrase
        case NotFound() if type(error) is NotFound:
            return NO_SUCH_METHOD
        case UnexpectedFailure():
            return f"{HTTPStatus(status).phrase}: {error}"
        case _:
            return str(error) or HTTPStatus(status).phrase
