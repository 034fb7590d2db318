"""Pages of other sites: a browser may carry their requests to us, with our cookie. Source: D-05."""

from urllib.parse import urlsplit

from aiohttp import web

from tribler_core.domain.errors import NotAllowed

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def require_same_origin(request: web.Request) -> None:
    """Refuse a change that a page of another site made the browser send.

    A client that is no browser sends neither header, and passes.
    Raises: NotAllowed.
    """
    if request.method not in SAFE_METHODS and is_cross_site(request):
        raise NotAllowed("a page of another origin may not do this")


def is_cross_site(request: web.BaseRequest) -> bool:
    """Whether the browser says that a page of another origin made the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and not _same(origin, request.scheme, request.host)


def _same(origin: str, scheme: str, host: str) -> bool:
    """Compare scheme, name and port; `null` is nobody's origin."""
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"{scheme}://{host}")
        return (theirs.scheme, theirs.hostname, theirs.port or _DEFAULT_PORTS.get(theirs.scheme)) == (
            ours.scheme,
            ours.hostname,
            ours.port or _DEFAULT_PORTS.get(ours.scheme),
        )
    except ValueError:
        return False
