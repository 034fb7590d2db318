"""Which addresses a stranger may make us connect to."""

import ipaddress
import socket
from typing import Any

_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's wire server: a public address that the machine's own host answers
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata is among them
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "fec0::/10",  # site-local, deprecated and still routed by some
        "64:ff9b:1::/48",  # NAT64 of a local network
        "2001::/32",  # Teredo: hides any IPv4 address
        "::/96",  # IPv4-compatible, deprecated
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_DOMAINS = (".localhost", ".localdomain", ".local", ".internal", ".intranet", ".lan", ".home.arpa")


class AddressRefused(OSError):
    """The guard stopped a connection. Tells no address: it would show a stranger how our network names things."""

    def __init__(self) -> None:
        super().__init__("its address is private, local or reserved")


def is_public(address: str) -> bool:
    """Whether an address, as a socket is told it, lies in the open internet.

    IPv4 addresses in IPv6 clothes (mapped, NAT64, 6to4) are judged by what they wear.
    Raises: ValueError when it is no address.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and (inner := _ipv4_inside(parsed)) is not None:
        return is_public(str(inner))
    if any(parsed in network for network in _REFUSED):
        return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _ipv4_inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def guarded_socket(address_info: tuple[Any, ...]) -> socket.socket:
    """The socket of one connection attempt, made only when its very target may be reached.

    What is checked is what is connected to, so no name server can change its answer in between.

    Raises: AddressRefused.
    """
    family, kind, protocol, _, target = address_info
    if not is_public(str(target[0])):
        raise AddressRefused
    return socket.socket(family, kind, protocol)


def names_our_network(host: str) -> bool:
    """Whether a host, as it is spelt, is plainly not in the open internet: all that can be told before a proxy
    resolves it.

    Numeric spellings (2130706433, 0177.1, 0x7f.1) count as the address that a resolver makes of them.
    """
    name = host.rstrip(".").lower()
    try:
        return not is_public(_canonical(name))
    except ValueError:
        return "." not in name or name.endswith(_LOCAL_DOMAINS)


def _canonical(name: str) -> str:
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return name
