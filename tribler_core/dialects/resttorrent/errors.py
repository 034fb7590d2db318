"""How RestTorrent says that something went wrong: a code, a sentence, and the status that few clients look at.

Source: section 3 of the specification.
"""

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.domain.errors import (
    DownloadNotFound,
    Failure,
    FetchError,
    InvalidParameter,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PathInUse,
    PathNotAllowed,
    PayloadTooLarge,
    Rejected,
    StorageError,
    TooManyAttempts,
    TorrentDecodeError,
    TriblerError,
    Unavailable,
    UnsupportedUri,
)
from tribler_core.services.workspaces.errors import (
    BindFailed,
    TooManyWorkspaces,
    WorkspaceNotFound,
    WorkspaceProtected,
)
from tribler_core.web.errors import ErrorTable, MethodNotAllowed, UnexpectedFailure, Words, words_for


class FieldRefused(InvalidParameter):
    """A parameter has a value that it cannot have."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} {reason}")
        self.field = name


class PortsRefused(FieldRefused):
    """Not a range of ports."""


class StorageModeRefused(FieldRefused):
    """No such way of storing, or one that is no more."""


class SavePathMissing(FieldRefused):
    """A torrent needs a folder."""

    def __init__(self) -> None:
        super().__init__("save_path", "is required")


class NotOneSource(Rejected):
    """Of file, magnet and url exactly one is to be given."""

    def __init__(self) -> None:
        super().__init__("give exactly one of file, magnet and url")


class NothingToDo(Rejected):
    """A change without any change in it."""

    def __init__(self) -> None:
        super().__init__("none of the parameters is known, so there is nothing to change")


class CallbackRefused(Rejected):
    """No name of a function, or JSONP is shut here."""


class DuplicateTorrent(Rejected):
    """It is in the session already, and the operator wants that told as a failure."""

    def __init__(self) -> None:
        super().__init__("this torrent is in the session already")


class UnknownCommand(NotFound):
    """A message asks for something that there is not."""

    def __init__(self, name: object) -> None:
        super().__init__(f"there is no command {name}")


WORDS: ErrorTable = {
    WorkspaceNotFound: Words(404, "session.notfound"),
    BindFailed: Words(409, "session.bind.failed"),
    PortsRefused: Words(400, "session.port.invalid"),
    TooManyWorkspaces: Words(409, "session.limit"),
    WorkspaceProtected: Words(403, "session.protected"),
    DownloadNotFound: Words(404, "torrent.notfound"),
    DuplicateTorrent: Words(409, "torrent.duplicate"),
    TorrentDecodeError: Words(400, "torrent.invalid"),
    PathInUse: Words(409, "torrent.path.inuse"),
    NothingToDo: Words(400, "torrent.command.empty"),
    StorageError: Words(409, "torrent.storage.failed"),
    NotOneSource: Words(400, "upload.target.selectone"),
    SavePathMissing: Words(400, "upload.savepath.required"),
    StorageModeRefused: Words(400, "upload.storagemode.invalid"),
    FetchError: Words(502, "upload.url.failed"),
    UnsupportedUri: Words(400, "upload.notsupported"),
    PathNotAllowed: Words(403, "access denied"),
    NotAllowed: Words(403, "access denied"),
    NotAuthenticated: Words(401, "auth.required"),
    TooManyAttempts: Words(429, "auth.required"),
    CallbackRefused: Words(400, "request.callback.invalid"),
    Rejected: Words(400, "request.invalid"),
    PayloadTooLarge: Words(413, "request.invalid"),
    UnknownCommand: Words(404, "command.unknown"),
    NotFound: Words(404, "request.notfound"),
    MethodNotAllowed: Words(405, "request.method"),
    Unavailable: Words(409, "request.unavailable"),
    Failure: Words(500, "internal"),
    TriblerError: Words(500, "internal"),
}

_OF_HTTP = (NotFound, NotAllowed)
"""Exactly these are about the request as such, what is derived from them about sessions and torrents."""
_ALWAYS_TOLD = (NotAuthenticated, TooManyAttempts, MethodNotAllowed, PayloadTooLarge, UnexpectedFailure)
_SERVER_ERROR = 500


class FailureFacts(Schema):
    """What went wrong, for programs."""

    code = fields.String(required=True, metadata={"description": "Like `session.notfound`."})
    message = fields.String(required=True, metadata={"description": "The same sentence."})
    field = fields.String(metadata={"description": "The parameter that was refused."})
    detail = fields.String(metadata={"description": "Why a URL could not be fetched."})


class FailureShape(Schema):
    """The one shape of every failure."""

    status = fields.String(required=True, metadata={"description": "`fail`"})
    message = fields.String(required=True, metadata={"description": "A sentence for people."})
    error = fields.Nested(FailureFacts, required=True)


def failure_body(error: TriblerError) -> dict[str, object]:
    """The body, as REST and Socket.IO have it."""
    message = str(error) or type(error).__name__
    facts: dict[str, object] = {"code": words_for(error, WORDS).name, "message": message}
    if isinstance(error, FieldRefused):
        facts["field"] = error.field
    if isinstance(error, FetchError):
        facts["detail"] = message
    return {"status": "fail", "message": message, "error": facts}


def status_of(error: TriblerError, request: web.BaseRequest, *, real: bool) -> int:
    """200 for what an application does wrong, unless `real` or the client wants the status of HTTP."""
    status = words_for(error, WORDS).status
    about_http = type(error) in _OF_HTTP or isinstance(error, _ALWAYS_TOLD)
    asked = "status-codes" in request.headers.get("Prefer", "") or request.rel_url.query.get("http_status") == "1"
    return status if about_http or real or asked or status == _SERVER_ERROR else 200
