"""Addresses of peers, one or many."""

import ipaddress


def address_range(text: str) -> tuple[str, str]:
    """First and last address of `10.0.0.1`, `10.0.0.0/8` or `10.0.0.1-10.0.0.9`. Raises: ValueError."""
    begin, dash, end = (part.strip() for part in text.partition("-"))
    if not dash:
        network = ipaddress.ip_network(begin, strict=False)
        return str(network[0]), str(network[-1])
    first, last = ipaddress.ip_address(begin), ipaddress.ip_address(end)
    if first.version != last.version or int(first) > int(last):
        raise ValueError(f"{text!r} is no range of addresses")
    return str(first), str(last)
