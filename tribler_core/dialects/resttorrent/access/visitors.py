"""Who may come in without proof: whoever cannot be elsewhere, and no page of another site.

Source: section 10 of the specification.
"""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiohttp import web

from tribler_core.web.access.hosts import is_loopback, name_of
from tribler_core.web.access.origin import is_cross_site

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
_ANY = "*"


def is_local(request: web.BaseRequest) -> bool:
    """Made on this machine and to it, as far as can be told: a proxy that passed it on has left its mark."""
    sockname = request.protocol.sockname
    if not isinstance(sockname, tuple) or not is_loopback(sockname[0]) or not is_loopback(request.remote or ""):
        return False
    return not any(name in request.headers for name in _FORWARDED)


def is_trusted(request: web.BaseRequest, networks: Sequence[str]) -> bool:
    """Made from one of these networks, by whoever the connection says that it is."""
    try:
        address = ipaddress.ip_address((request.remote or "").partition("%")[0])
    except ValueError:
        return False
    passed_on = any(name in request.headers for name in _FORWARDED) and _is_peer(request, address)
    return not passed_on and any(address in ipaddress.ip_network(network, strict=False) for network in networks)


def is_foreign_page(request: web.BaseRequest, origins: Sequence[str]) -> bool:
    """A page of another site made the browser send it, and its origin is not one of these."""
    if _ANY in origins:
        return False
    origin = request.headers.get("Origin")
    if origin is not None and origin.rstrip("/").lower() in {each.rstrip("/").lower() for each in origins}:
        return False
    return is_cross_site(request) or _refers_to_another(request)


def is_rebound(request: web.BaseRequest, names: Sequence[str]) -> bool:
    """It calls us by a name that is none of ours, which a name server may have pointed at us."""
    host = name_of(request.headers.get("Host", ""))
    if not host or is_loopback(host) or _ANY in names or host in {name.lower() for name in names}:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def _refers_to_another(request: web.BaseRequest) -> bool:
    """A browser that says where a script was asked for, and nothing of its site."""
    page = request.headers.get("Referer")
    if page is None or "Sec-Fetch-Site" in request.headers or "Origin" in request.headers:
        return False
    try:
        return urlsplit(page).netloc.lower() != request.host.lower()
    except ValueError:
        return True


def _is_peer(request: web.BaseRequest, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """The address is that of the connection itself: nobody whom we trust has said who is behind it."""
    peername = request.transport.get_extra_info("peername") if request.transport is not None else None
    return isinstance(peername, tuple) and peername[0] == str(address)
