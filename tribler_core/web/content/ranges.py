"""The Range header. Source: RFC 9110, section 14; specification, section 2.7.9."""

import re
from dataclasses import dataclass

from tribler_core.foundation.units import Bytes

_ONE = re.compile(r"(\d{0,19})\s*-\s*(\d{0,19})")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first` to `last`, both included, of `size`."""

    first: int
    last: int
    size: Bytes

    @property
    def length(self) -> Bytes:
        return Bytes(self.last - self.first + 1)

    @property
    def content_range(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


class Unsatisfiable(ValueError):
    """No byte of the content is in the range, or the header makes no sense."""


def parse_range(header: str | None, size: Bytes) -> ByteRange | None:
    """What a Range header asks of `size` bytes, the end clamped; None: all of it.

    An unknown unit, or several ranges at once, may be answered with all of it, and are.
    Raises: Unsatisfiable.
    """
    if header is None:
        return None
    unit, equals, wanted = header.strip().partition("=")
    if equals and (unit.strip().lower() != "bytes" or "," in wanted):
        return None
    match = _ONE.fullmatch(wanted.strip())
    if match is None or not (match[1] or match[2]):
        raise Unsatisfiable(header)
    if match[1]:
        first = int(match[1])
        last = min(int(match[2]), size - 1) if match[2] else size - 1
        backwards = match[2] and int(match[2]) < first
    else:
        first, last = max(0, size - int(match[2])), size - 1
        backwards = False
    if backwards or first > last:
        raise Unsatisfiable(header)
    return ByteRange(first, last, size)
