"""The thread that runs through one request: its id, its start, its route."""

import itertools
import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

from aiohttp import web

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that this task works for, for every log record; "" outside of requests."""
REQUEST_ID_HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._:/+=-]{1,64}")
_PROCESS = secrets.token_hex(4)
"""What our ids begin with, so that those of two runs differ; a secret they are not."""
_numbers = itertools.count(1)


@dataclass(slots=True)
class Trace:
    """Shared by a request and its clones."""

    request_id: str
    started: float
    """In the event loop's time."""
    route: str = ""
    """The template of the operation's path; "" when there is none."""


TRACE = web.RequestKey("trace", Trace)


def begin(request: web.BaseRequest, now: float) -> Trace:
    """Start a trace, under the client's own id when that is short and plain."""
    offered = request.headers.get(REQUEST_ID_HEADER, "")
    plain = offered and _SANE.fullmatch(offered)
    trace = Trace(offered if plain else f"{_PROCESS}-{next(_numbers):x}", now)
    REQUEST_ID.set(trace.request_id)
    request[TRACE] = trace
    return trace
