"""Entity tags of lists: a revision and what was asked for, so that an unchanged poll costs nothing."""

import hashlib

from aiohttp import web

_NOT_OF_THE_ANSWER = frozenset({"key", "apikey"})


def weak_tag(request: web.Request, version: str, coding: str = "") -> str:
    """A weak tag of `version` (a revision and whatever else the answer shows), the path, the query and the coding."""
    asked = sorted((name, text) for name, text in request.query.items() if name not in _NOT_OF_THE_ANSWER)
    variant = hashlib.blake2s(repr((request.path, asked)).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f'W/"{version}-{variant}{"-" + coding if coding else ""}"'


def is_known(request: web.Request, tag: str) -> bool:
    """Whether the client says that it has this already. Source: RFC 9110, section 13.1.2."""
    header = request.headers.get("If-None-Match", "")
    if header.strip() == "*":
        return True
    opaque = tag.removeprefix("W/")
    return any(offered.strip().removeprefix("W/") == opaque for offered in header.split(","))
