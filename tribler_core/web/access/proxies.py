"""What a reverse proxy says of the client, believed only when the proxy is listed."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web

PREFIX = web.RequestKey("prefix", str)
"""What comes before our paths in the client's eyes: a base path, or what the proxy stripped."""
UNIX = "unix"
"""The name of whoever comes through the Unix socket, in the list of proxies too."""

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Told:
    """What a proxy told."""

    changes: Mapping[str, str] = field(default_factory=dict)
    """`remote`, `scheme` and `host`, as far as they are known."""
    prefix: str | None = None
    """The path that the proxy stripped."""


NOTHING = Told()


class TrustedProxies:
    """The networks whose X-Forwarded headers are believed."""

    def __init__(self, listed: Sequence[str] = ()) -> None:
        """Addresses, networks, or `unix`.

        Raises: ValueError.
        """
        self._unix = UNIX in listed
        self._networks: list[_Network] = [ipaddress.ip_network(item, strict=False) for item in listed if item != UNIX]

    def told(self, request: web.BaseRequest) -> Told:
        """What is to be believed of the client; nothing when the caller is no proxy of ours."""
        if not (self._networks or self._unix) or not self._trusted(request.remote or UNIX):
            return NOTHING
        headers = request.headers
        changes: dict[str, str] = {}
        if forwarded := _listed(headers.getall("X-Forwarded-For", [])):
            changes["remote"] = self._client(forwarded)
        if proto := _last(headers.getall("X-Forwarded-Proto", [])):
            changes["scheme"] = "https" if proto.lower() == "https" else "http"
        if host := _last(headers.getall("X-Forwarded-Host", [])):
            changes["host"] = host
        prefix = _last(headers.getall("X-Forwarded-Prefix", [])).strip("/")
        return Told(changes, f"/{prefix}" if prefix else None)

    def _client(self, forwarded: Sequence[str]) -> str:
        """The nearest address that is no proxy of ours: what stands left of it, anybody can have written."""
        for address in reversed(forwarded):
            if not self._trusted(address):
                return address
        return forwarded[0]

    def _trusted(self, address: str) -> bool:
        if address == UNIX:
            return self._unix
        try:
            parsed = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
            parsed = parsed.ipv4_mapped
        return any(parsed in network for network in self._networks)


def _listed(values: Sequence[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _last(values: Sequence[str]) -> str:
    """What the nearest proxy wrote; the ones before it may be the client's."""
    parts = _listed(values)
    return parts[-1] if parts else ""
