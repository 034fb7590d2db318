"""The headers that every answer carries."""

from aiohttp import web

from tribler_core.web.access.cors import Cors
from tribler_core.web.observe.trace import REQUEST_ID_HEADER, TRACE

_EVERYWHERE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cache-Control", "no-store"),
    ("Server", "triblerd"),
)


class Dress:
    """Adds what is missing, just before the headers are sent; what a handler set stays."""

    def __init__(self, cors: Cors) -> None:
        self._cors = cors

    async def __call__(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        self.put_on(request, response)

    def put_on(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        """Security headers, CORS where it is listed, and the request's id."""
        headers = response.headers
        for name, value in _EVERYWHERE:
            if name not in headers:
                headers[name] = value
        for name, value in self._cors.headers(request).items():
            if name == "Vary" and (varies := headers.get(name)):
                headers[name] = varies if value in varies else f"{varies}, {value}"
            else:
                headers[name] = value
        if trace := request.get(TRACE):
            headers[REQUEST_ID_HEADER] = trace.request_id
