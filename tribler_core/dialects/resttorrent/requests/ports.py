"""Ranges of ports, in all the forms that clients write them."""

import re

from tribler_core.dialects.resttorrent.errors import PortsRefused
from tribler_core.dialects.resttorrent.requests.given import Given, whole_number

_LARGEST = 65535
_WIDEST = 1000
_DASH = re.compile(r"(?<=\d)\s*-\s*(?=\d)")

Ports = tuple[int, int]
"""First and last."""


def ports_of(given: Given, default: str) -> Ports:
    """Of `port_range`, or `ports`; 0 alone is any port. Raises: PortsRefused."""
    for name in ("port_range", "ports"):
        if name in given:
            return read_ports(given.raw(name), name)
    return read_ports(default, "port_range")


def read_ports(value: object, name: str = "port_range") -> Ports:
    """Of a longer list the least and the greatest. Raises: PortsRefused."""
    values = value if isinstance(value, list | tuple) else [value]
    numbers = [whole_number(part) for item in values for part in _parts(item)]
    known = [number for number in numbers if number is not None]
    if not known or len(known) < len(numbers):
        raise PortsRefused(name, "must be one port, or the first and last of a range")
    first, last = min(known), max(known)
    if (first, last) == (0, 0):
        return 0, 0
    if not 1 <= first <= last <= _LARGEST:
        raise PortsRefused(name, f"must be ports from 1 to {_LARGEST}")
    if last - first > _WIDEST:
        raise PortsRefused(name, f"must not be wider than {_WIDEST} ports")
    return first, last


def _parts(item: object) -> list[object]:
    if isinstance(item, str):
        return list(_DASH.sub(",", item.strip("[]() ")).split(","))
    return [item]
