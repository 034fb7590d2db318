"""Where an IP address lies: in the open internet, or nearer than a stranger should see."""

import ipaddress
import socket

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


def is_ours(address: str) -> bool:
    """Whether this machine has the address now: only then can a socket be bound to it.

    Where the kernel lets sockets be bound to any address, every address counts as ours.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True
