"""Lists of addresses never to talk to: eMule's ipfilter.dat and PeerGuardian's .p2p."""

import ipaddress
import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import libtorrent as lt

from tribler_core.domain.swarm.addresses import address_range

log = logging.getLogger(__name__)

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

BLOCKED = 1
_ALLOWED_FROM = 127
"""eMule's access level: below it a range is blocked."""

_DAT = re.compile(r"\s*([0-9a-fA-F.:]+)\s*-\s*([0-9a-fA-F.:]+)\s*(?:,\s*(?P<level>\d+)\s*,|$)")
_P2P = re.compile(r".*:\s*([0-9.]+)\s*-\s*([0-9.]+)\s*$")


def read_ip_filter(path: Path | None, banned: Iterable[str] = ()) -> lt.ip_filter:
    """The filter in a file (None: there is none), and who is banned beside it. Blocks on the disk.

    Raises: OSError.
    """
    rules = lt.ip_filter()
    for peers in banned:
        rules.add_rule(*address_range(peers), BLOCKED)
    if path is not None:
        with path.open(encoding="utf-8", errors="replace") as file:
            count = 0
            for first, last in blocked_ranges(file):
                rules.add_rule(first, last, BLOCKED)
                count += 1
        log.info("the IP filter %s blocks %d ranges", path, count)
    return rules


def blocked_ranges(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """First and last address of each range; comments and lines in no known form are passed over."""
    for line in lines:
        first, last = _ends(line)
        if first is not None and last is not None and first.version == last.version and int(first) <= int(last):
            yield str(first), str(last)


def _ends(line: str) -> tuple[_Address | None, _Address | None]:
    if line.lstrip().startswith(("#", "//")):
        return None, None
    if dat := _DAT.match(line):
        blocked = int(dat["level"] or 0) < _ALLOWED_FROM
        return (_address(dat[1]), _address(dat[2])) if blocked else (None, None)
    p2p = _P2P.match(line)
    return (_address(p2p[1]), _address(p2p[2])) if p2p else (None, None)


def _address(text: str) -> _Address | None:
    """Read an address; eMule pads with zeros, which Python refuses."""
    if "." in text:
        text = ".".join(part.lstrip("0") or "0" for part in text.split("."))
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
