"""Pages of listed origins may call from a browser, with a key in a header; cookies are never theirs to use."""

from collections.abc import Collection

from aiohttp import web

_METHODS = "GET, HEAD, PUT, POST, PATCH, DELETE"
_HEADERS = "Authorization, Content-Type, If-None-Match, If-Range, Last-Event-ID, Range, X-Api-Key, X-Request-Id"
_EXPOSED = "Accept-Ranges, Content-Range, ETag, Retry-After, X-Request-Id"
_MAX_AGE = "600"


class Cors:
    """No header at all for an origin that is not listed."""

    def __init__(self, origins: Collection[str] = ()) -> None:
        """Origins as browsers write them, `https://host[:port]`; `*` lists all."""
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)

    def headers(self, request: web.BaseRequest) -> dict[str, str]:
        """What lets the page read the answer."""
        origin = request.headers.get("Origin")
        if not self._origins or origin is None:
            return {}
        if "*" not in self._origins and origin.lower() not in self._origins:
            return {"Vary": "Origin"}
        return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _EXPOSED, "Vary": "Origin"}

    def preflight(self, request: web.BaseRequest) -> web.Response | None:
        """The answer to a browser that asks first; None for anything else, and for an origin that is not listed."""
        if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
            return None
        headers = self.headers(request)
        if "Access-Control-Allow-Origin" not in headers:
            return None
        allowed = {
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": _HEADERS,
            "Access-Control-Max-Age": _MAX_AGE,
        }
        return web.Response(status=204, headers=headers | allowed)
