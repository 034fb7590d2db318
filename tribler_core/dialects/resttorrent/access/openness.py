"""CORS as RestTorrent had it: any page may ask, and what it may not have is refused by the authenticator."""

from aiohttp import web

from tribler_core.web.access.cors import Cors

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET,POST,PUT,DELETE,OPTIONS",
    "Access-Control-Allow-Headers": "content-type,authorization,x-api-key",
    "Access-Control-Max-Age": "600",
}


class OpenCors(Cors):
    """`*` on every answer: never with credentials, which a browser does not send to a star."""

    def headers(self, request: web.BaseRequest) -> dict[str, str]:
        return {"Access-Control-Allow-Origin": "*"}

    def preflight(self, request: web.BaseRequest) -> web.Response | None:
        if request.method != "OPTIONS":
            return None
        return web.Response(status=204, headers={**self.headers(request), **_PREFLIGHT})
