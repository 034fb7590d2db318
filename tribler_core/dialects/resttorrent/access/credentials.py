"""A key, however a client of RestTorrent carries it."""

import base64
import binascii
import enum
from collections.abc import Mapping

from aiohttp import web

KEY_PARAMETER = "api_key"
_IN_MESSAGE = (KEY_PARAMETER, "token", "key")


class Carrier(enum.Enum):
    """Where a key was found."""

    EXPLICIT = "explicit"
    """The client put it into this request."""
    BASIC = "basic"
    """A browser adds it, whoever made the request."""


def offered_key(request: web.BaseRequest) -> tuple[str, Carrier]:
    """Header, bearer, query, or the password of Basic; "": none."""
    headers = request.headers
    if key := headers.get("X-Api-Key"):
        return key, Carrier.EXPLICIT
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip(), Carrier.EXPLICIT
    if key := request.rel_url.query.get(KEY_PARAMETER):
        return key, Carrier.EXPLICIT
    if scheme.lower() == "basic":
        return _password(token), Carrier.BASIC
    return "", Carrier.EXPLICIT


def key_in(auth: object) -> str:
    """What the `auth` object of a handshake carries; "": nothing."""
    if not isinstance(auth, Mapping):
        return ""
    found = (auth.get(name) for name in _IN_MESSAGE)
    return next((key for key in found if isinstance(key, str) and key), "")


def _password(token: str) -> str:
    try:
        return base64.b64decode(token.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
