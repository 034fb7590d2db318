"""Errors of HTTP itself, and how a dialect words any error: one table, the nearest ancestor decides."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from tribler_core.domain.errors import (
    NotAuthenticated,
    NotFound,
    PayloadTooLarge,
    Rejected,
    TooManyAttempts,
    TriblerError,
)


class MalformedRequest(Rejected):
    """Bytes that are no HTTP request, or a header or target longer than allowed."""

    code = "MalformedRequest"


class MethodNotAllowed(TriblerError):
    """The path exists, the method does not."""

    code = "MethodNotAllowed"

    def __init__(self, method: str, allowed: frozenset[str]) -> None:
        super().__init__(f"{method} is not allowed here, try {', '.join(sorted(allowed))}")
        self.allowed = allowed


class UnexpectedFailure(TriblerError):
    """A bug. The log has the traceback under `error_id`; the client gets the id."""

    def __init__(self, error_id: str, cause: Exception) -> None:
        super().__init__(f"an unexpected error occurred; the log has the details under {error_id}")
        self.code = type(cause).__name__
        self.error_id = error_id
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Words:
    """How a dialect says an error: the status, and its own name for it (None: the error's code)."""

    status: int
    name: str | None = None


ErrorTable = Mapping[type[TriblerError], Words]


def words_for(error: TriblerError, table: ErrorTable) -> Words:
    """The words of the nearest ancestor that has any.

    Raises: KeyError when the table says nothing about TriblerError either.
    """
    for ancestor in type(error).__mro__:
        if words := table.get(ancestor):
            return words
    raise KeyError(type(error).__name__)


def from_http(error: web.HTTPException, request: web.BaseRequest) -> TriblerError:
    """What aiohttp refused, as one of ours."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        return MethodNotAllowed(request.method, frozenset(error.allowed_methods))
    match error.status:
        case 404:
            return NotFound(f"Could not find {request.path}")
        case 413:
            return PayloadTooLarge("the body is larger than this daemon accepts")
        case _:
            return MalformedRequest(error.reason)


def headers_of(error: TriblerError) -> dict[str, str]:
    """The headers that HTTP asks for beside the words, whatever the dialect."""
    match error:
        case MethodNotAllowed():
            return {"Allow": ", ".join(sorted(error.allowed))}
        case TooManyAttempts():
            return {"Retry-After": str(math.ceil(error.retry_after))}
        case NotAuthenticated():
            return {"WWW-Authenticate": "Bearer"}
        case _:
            return {}
