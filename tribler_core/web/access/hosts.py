"""DNS rebinding: a page may point its own name at 127.0.0.1; its requests then carry that name as Host."""

import ipaddress
from collections.abc import Collection
from functools import lru_cache

from aiohttp import web

from tribler_core.domain.errors import NotAllowed


class HostGuard:
    """Refuses foreign names on connections to a loopback address, whatever the listener was bound to."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        """`allowed` are further names, without a port; `*` allows all."""
        self._allowed = frozenset(name.lower() for name in allowed)

    def check(self, request: web.BaseRequest) -> None:
        """A request without Host passes: no browser sends one.

        Raises: NotAllowed.
        """
        host = request.headers.get("Host")
        if host is None or not _on_loopback(request):
            return
        name = name_of(host)
        if not (is_loopback(name) or name in self._allowed or "*" in self._allowed):
            raise NotAllowed("this host name is not one of the daemon's; see api.allowed_hosts")


def _on_loopback(request: web.BaseRequest) -> bool:
    sockname = request.protocol.sockname
    return isinstance(sockname, tuple) and is_loopback(sockname[0])


@lru_cache(maxsize=256)
def name_of(host: str) -> str:
    """The name or address of a Host header, in lower case, without port, brackets or the root's dot."""
    host = host.strip().lower()
    if host.startswith("["):
        address, _, rest = host[1:].partition("]")
        return host if rest.strip(":0123456789") else address
    return host.partition(":")[0].rstrip(".")


@lru_cache(maxsize=256)
def is_loopback(name: str) -> bool:
    """Whether a name or an address means this machine by definition. Source: RFC 6761."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False
