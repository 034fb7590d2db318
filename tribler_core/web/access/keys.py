"""One API key, however the client carries it. Source: decisions D-03 and D-04 of the specification."""

import enum
from collections.abc import Callable

from aiohttp import web

from tribler_core.domain.people.principal import OPERATOR, Principal
from tribler_core.foundation.secrets import same_secret
from tribler_core.web.access.origin import require_same_origin
from tribler_core.web.access.slow_down import SlowDown

KEY_PARAMETERS = ("key", "apikey")  # 8.x, 7.5 to 7.14
KEY_COOKIE = "api_key"
KEY_HEADER = "X-Api-Key"


class Carrier(enum.Enum):
    """Where a key was found."""

    EXPLICIT = "explicit"
    """The client put it into this request."""
    COOKIE = "cookie"
    """The browser adds it, whoever made the request."""


def offered_key(request: web.Request) -> tuple[str, Carrier]:
    """The first key that is not empty, and where it was; "" when there is none."""
    headers = request.headers
    if key := headers.get(KEY_HEADER):
        return key, Carrier.EXPLICIT
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip(), Carrier.EXPLICIT
    for name in KEY_PARAMETERS:
        if key := request.query.get(name):
            return key, Carrier.EXPLICIT
    return request.cookies.get(KEY_COOKIE, ""), Carrier.COOKIE


class KeyAuthenticator:
    """Whoever has the key is the operator."""

    def __init__(self, key: Callable[[], str], open_allowed: Callable[[], bool], slow_down: SlowDown) -> None:
        """`key` is asked at every request, so that a change takes effect at once.

        An empty key opens the daemon to everybody, but only while `open_allowed` says so.
        """
        self._key = key
        self._open_allowed = open_allowed
        self._slow_down = slow_down

    async def identify(self, request: web.Request) -> Principal | None:
        """The operator, or None without the right key.

        Raises: TooManyAttempts; NotAllowed when another site's page made the browser send a change.
        """
        expected = self._key()
        if not expected:
            if not self._open_allowed():
                return None
            require_same_origin(request)
            return OPERATOR
        offered, carrier = offered_key(request)
        if not offered:
            return None
        if not self._matches(request.remote or "", offered, expected):
            return None
        if carrier is Carrier.COOKIE:
            require_same_origin(request)
        return OPERATOR

    def _matches(self, address: str, offered: str, expected: str) -> bool:
        self._slow_down.check(address, offered)
        right = same_secret(offered, expected)
        self._slow_down.tried(address, offered, right=right)
        return right
