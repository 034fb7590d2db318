"""Guessing keys is slow, mistyping one is not, and a stale client does not lock out its neighbour."""

import hashlib
import ipaddress
from collections import OrderedDict
from dataclasses import dataclass, field

from tribler_core.domain.errors import TooManyAttempts
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds

_FREE_GUESSES = 5
_LONGEST_WAIT = Seconds(60.0)
_FORGET_AFTER = Seconds(900.0)
_MOST_ADDRESSES = 10_000
_KEYS_REMEMBERED = 8
_IPV6_SITE_BITS = 64  # one client has a whole /64 to call from


@dataclass(slots=True)
class _Record:
    wrong: OrderedDict[bytes, None] = field(default_factory=OrderedDict)
    guesses: int = 0
    right: bytes = b""
    wait_until: float = 0.0
    last: float = 0.0


class SlowDown:
    """Counts different wrong keys of each address; after five, each further one doubles the wait, from a second.

    While an address waits, no key of it is looked at, except for the one that last was right there: a client that
    works goes on working. The same wrong key again is no guess, so a client with an old key counts once.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def check(self, address: str, key: str) -> None:
        """Raises: TooManyAttempts while the address has to wait."""
        record = self._records.get(site_of(address))
        if record is None:
            return
        left = record.wait_until - self._clock.monotonic()
        if left > 0 and _digest(key) != record.right:
            raise TooManyAttempts(left)

    def tried(self, address: str, key: str, *, right: bool) -> None:
        """Remember what a comparison said."""
        record = self._record(site_of(address))
        if right:
            record.right = _digest(key)
        else:
            self._count(record, _digest(key))

    def _record(self, site: str) -> _Record:
        record = self._records.get(site)
        if record is None:
            record = self._records[site] = _Record()
            if len(self._records) > _MOST_ADDRESSES:
                self._records.popitem(last=False)
        else:
            self._records.move_to_end(site)
        return record

    def _count(self, record: _Record, digest: bytes) -> None:
        now = self._clock.monotonic()
        if now - record.last > _FORGET_AFTER:
            record.wrong.clear()
            record.guesses = 0
        record.last = now
        if digest in record.wrong:
            record.wrong.move_to_end(digest)
            return
        record.wrong[digest] = None
        if len(record.wrong) > _KEYS_REMEMBERED:
            record.wrong.popitem(last=False)
        record.guesses += 1
        if record.guesses > _FREE_GUESSES:
            exponent = min(record.guesses - _FREE_GUESSES - 1, 10)
            record.wait_until = now + min(2.0**exponent, _LONGEST_WAIT)


def site_of(address: str) -> str:
    """What counts as one caller: an IPv4 address, the /64 of an IPv6 address, or the text itself."""
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed) >> _IPV6_SITE_BITS << _IPV6_SITE_BITS, _IPV6_SITE_BITS)))


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
