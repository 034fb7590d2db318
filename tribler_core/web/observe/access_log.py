"""One line for each request, without the keys."""

import logging

from aiohttp import web
from yarl import URL

log = logging.getLogger("triblerd.access")
_SECRET_PARAMETERS = frozenset({"key", "apikey", "api_key", "token"})

_LINKS = "/dl/"
"""Whoever knows a path below may read what is there."""


def write_line(request: web.BaseRequest, response: web.StreamResponse, seconds: float) -> None:
    """Log method, path, status, bytes and time."""
    if log.isEnabledFor(logging.INFO):
        log.info(
            "%s %s %s %d %d %.1fms",
            request.remote or "unix",
            request.method,
            without_keys(request.rel_url),
            response.status,
            response.body_length,
            seconds * 1000,
        )


def without_keys(url: URL) -> str:
    """The path and query, percent-encoded, with `***` for links, and for each parameter that may be a key."""
    if url.raw_path.startswith(_LINKS):
        return f"{_LINKS}***"
    if not url.raw_query_string:
        return url.raw_path
    if secret := _SECRET_PARAMETERS.intersection(name.lower() for name in url.query):
        pairs = [(name, "***" if name.lower() in secret else text) for name, text in url.query.items()]
        url = url.with_query(pairs)
    return url.raw_path_qs
