"""The headers that every answer carries."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from aiohttp.http import SERVER_SOFTWARE

from tribler_core.web.dialect import Courtesy
from tribler_core.web.observe.trace import REQUEST_ID_HEADER, TRACE

_EVERYWHERE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cache-Control", "no-store"),
    ("Server", "triblerd"),
)

Headers = Callable[[web.BaseRequest], Mapping[str, str]]


class Dress:
    """Adds what is missing, just before the headers are sent; what a handler set stays."""

    def __init__(self, cors: Courtesy) -> None:
        self._cors = cors

    def over(self, own: Headers) -> Callable[[web.BaseRequest, web.StreamResponse], Awaitable[None]]:
        """The same with a dialect's own headers before ours, to be called before an answer is sent."""

        async def put_on(request: web.BaseRequest, response: web.StreamResponse) -> None:
            self.put_on(request, response, own)

        return put_on

    def put_on(self, request: web.BaseRequest, response: web.StreamResponse, own: Headers) -> None:
        """A dialect's own headers, security headers, CORS where it is listed, and the request's id, which goes last.

        Called for most answers twice: before they are sent, and by the front, for those that never were a handler's.
        """
        headers, trace = response.headers, request.get(TRACE)
        if trace is not None and headers.get(REQUEST_ID_HEADER) == trace.request_id:
            return
        for name, value in (*own(request).items(), *_EVERYWHERE):
            if headers.get(name) in (None, SERVER_SOFTWARE):
                headers[name] = value
        for name, value in self._cors.headers(request).items():
            if name == "Vary" and (varies := headers.get(name)):
                headers[name] = varies if value in varies else f"{varies}, {value}"
            else:
                headers[name] = value
        if trace is not None:
            headers[REQUEST_ID_HEADER] = trace.request_id
