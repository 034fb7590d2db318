"""What is said to the pages of other sites, and what every answer says of rates."""

from collections.abc import Mapping

from aiohttp import web

from tribler_core.dialects.torbox.access.rates import STANDING

_EXPOSED = (
    "content-disposition, content-range, accept-ranges, retry-after, "
    "x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset"
)
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, content-type, range, x-idempotency-key",
    "Access-Control-Max-Age": "600",
}


class TorBoxCourtesy:
    """Every origin may call, because a key is needed and no cookie is looked at."""

    def __init__(self, *, cors: bool) -> None:
        self._cors = cors

    def headers(self, request: web.BaseRequest) -> Mapping[str, str]:
        headers: dict[str, str] = {}
        if self._cors:
            headers |= {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": _EXPOSED}
        if (standing := request.get(STANDING)) is not None:
            headers |= {
                "X-RateLimit-Limit": str(standing.limit),
                "X-RateLimit-Remaining": str(standing.remaining),
                "X-RateLimit-Reset": str(standing.reset),
            }
        return headers

    def preflight(self, request: web.BaseRequest) -> web.Response | None:
        if request.method != "OPTIONS" or not self._cors:
            return None
        return web.Response(status=204, headers=_PREFLIGHT)
