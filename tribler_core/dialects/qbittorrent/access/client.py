"""Who really calls, and under which address: behind a trusted proxy, what the proxy says.

Source: section 1.6 of the specification.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from aiohttp import web

from tribler_core.config.sections import QBittorrentSection

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@dataclass(frozen=True, slots=True)
class Client:
    """The far end of a request."""

    address: str
    scheme: str
    host: str
    """What it calls us, with the port where it said one."""
    passed_on: bool
    """Some proxy that we do not know passed the request on: the address is the proxy's, not the client's."""

    @property
    def is_local(self) -> bool:
        """On this machine, for all that we know."""
        parsed = parse(self.address)
        return not self.passed_on and parsed is not None and parsed.is_loopback


def client_of(request: web.Request, section: QBittorrentSection) -> Client:
    """The client as the front saw it (which knows the daemon's own proxies), or as this dialect's proxies tell."""
    address, peer = request.remote or "", _peer_of(request)
    if section.proxies_enabled and within(peer, section.proxies):
        return _told(request, peer)
    hidden = address == peer and any(name in request.headers for name in _FORWARDED)
    return Client(address, request.scheme, request.host, passed_on=hidden)


def _told(request: web.Request, peer: str) -> Client:
    headers = request.headers
    forwarded = [part.strip() for part in headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    public = (text for text in forwarded if (parsed := parse(text)) is not None and parsed.is_global)
    address = next(public, forwarded[0] if forwarded else peer)
    scheme = headers.get("X-Forwarded-Proto", request.scheme).strip().lower()
    host = headers.get("X-Forwarded-Host", request.host).strip()
    return Client(address, scheme, host, passed_on=False)


def within(address: str, networks: Sequence[str]) -> bool:
    """Whether an address belongs to one of the networks."""
    parsed = parse(address)
    return parsed is not None and any(parsed in network for network in _networks(tuple(networks)))


@lru_cache(maxsize=256)
def parse(address: str) -> IpAddress | None:
    """An IP address; one of IPv4 in IPv6's clothes is taken for what it is. None: it is none."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed


@lru_cache(maxsize=16)
def _networks(texts: tuple[str, ...]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(text, strict=False) for text in texts]


def _peer_of(request: web.Request) -> str:
    """The address at the other end of the connection; "": a Unix socket."""
    peer = None if request.transport is None else request.transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else ""
