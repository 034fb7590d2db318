"""Which addresses a stranger may make us connect to."""

import socket
from typing import Any

from tribler_core.foundation.addresses import is_public

_LOCAL_DOMAINS = (".localhost", ".localdomain", ".local", ".internal", ".intranet", ".lan", ".home.arpa")


class AddressRefused(OSError):
    """The guard stopped a connection. Tells no address: it would show a stranger how our network names things."""

    def __init__(self) -> None:
        super().__init__("its address is private, local or reserved, which [fetching] allow_private would allow")


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
