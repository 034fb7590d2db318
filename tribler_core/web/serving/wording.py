"""Whatever goes wrong, it leaves the house as an answer in the words of the dialect that was asked."""

import logging
import secrets
from collections.abc import Callable

from aiohttp import web

from tribler_core.domain.errors import TriblerError
from tribler_core.web.dialect import ErrorWording
from tribler_core.web.errors import UnexpectedFailure, from_http, headers_of

log = logging.getLogger(__name__)

Report = Callable[[str, Exception], None]
"""Hears of every bug: its error id and the exception."""


def foreseen(error: Exception, request: web.BaseRequest, report: Report) -> TriblerError:
    """Any exception as one of ours; a bug is logged with its traceback under a fresh id, and reported."""
    if isinstance(error, TriblerError):
        return error
    if isinstance(error, web.HTTPException):
        return from_http(error, request)
    error_id = secrets.token_hex(4)
    log.error("unexpected error %s", error_id, exc_info=error)
    report(error_id, error)
    return UnexpectedFailure(error_id, error)


def answer(error: TriblerError, request: web.BaseRequest, words: ErrorWording) -> web.Response:
    """The dialect's answer, with the headers that HTTP asks for beside it."""
    response = words(error, request)
    response.headers.update(headers_of(error))
    return response
