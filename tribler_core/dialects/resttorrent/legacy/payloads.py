"""Packets of Engine.IO 3 in the bodies of polling. Source: section 8.1 of the specification."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tribler_core.dialects.resttorrent.errors import FieldRefused

_END_OF_LENGTH = 255
_MOST_DIGITS = 10
_LATIN = 0x100
_ASTRAL = 0x10000


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: its type, a digit, and what it carries."""

    kind: str
    data: str | bytes = ""


class PayloadRefused(FieldRefused):
    """Bytes that are no packets."""

    def __init__(self) -> None:
        super().__init__("payload", "is not in the form of Engine.IO 3")


def encode(packets: Iterable[str]) -> str:
    """Packets of ASCII text, each with its length before it."""
    return "".join(f"{len(packet)}:{packet}" for packet in packets)


def decode(body: bytes) -> list[Packet]:
    """The first byte tells the form; some clients call text bytes. Raises: PayloadRefused."""
    if body[:1] in (b"\0", b"\1"):
        return list(_binary(body))
    try:
        return [read_text(part) for part in _texts(body.decode())]
    except UnicodeDecodeError:
        raise PayloadRefused from None


def read_text(text: str) -> Packet:
    """A packet of text; `b` marks one of base64. Raises: PayloadRefused."""
    if text.startswith("b"):
        try:
            return Packet(text[1:2], base64.b64decode(text[2:], validate=True))
        except (binascii.Error, ValueError):
            raise PayloadRefused from None
    if not text[:1].isdigit():
        raise PayloadRefused
    return Packet(text[0], text[1:])


def read_bytes(data: bytes) -> Packet:
    """A packet of bytes, as it comes over a WebSocket. Raises: PayloadRefused."""
    if not data:
        raise PayloadRefused
    return Packet(str(data[0]), data[1:])


def _texts(text: str) -> Iterator[str]:
    """Lengths are counted in UTF-16 units; clients of the first generation have encoded each packet beforehand."""
    place = 0
    while place < len(text):
        colon = text.find(":", place, place + _MOST_DIGITS + 1)
        if colon < 0 or not text[place:colon].isascii() or not text[place:colon].isdigit():
            raise PayloadRefused
        end = _after(text, colon + 1, int(text[place:colon]))
        yield _once_more(text[colon + 1 : end])
        place = end


def _after(text: str, start: int, units: int) -> int:
    """The place that lies so many UTF-16 units behind another. Raises: PayloadRefused."""
    end = start + units
    if text[start:end].isascii():
        if end > len(text):
            raise PayloadRefused
        return end
    place = start
    while units > 0 and place < len(text):
        units -= 2 if ord(text[place]) >= _ASTRAL else 1
        place += 1
    if units:
        raise PayloadRefused
    return place


def _once_more(text: str) -> str:
    """Decoded, when it is UTF-8 whose bytes were taken for characters."""
    if text.isascii() or any(ord(character) >= _LATIN for character in text):
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text


def _binary(body: bytes) -> Iterator[Packet]:
    """0 or 1 for text or bytes, the digits of the length as numbers, 255, and that many bytes."""
    place = 0
    while place < len(body):
        end = body.find(bytes([_END_OF_LENGTH]), place + 1, place + _MOST_DIGITS + 2)
        digits = body[place + 1 : end]
        if end < 0 or not digits or max(digits) > 9 or body[place] > 1:
            raise PayloadRefused
        length = int("".join(map(str, digits)))
        data = body[end + 1 : end + 1 + length]
        if len(data) < length:
            raise PayloadRefused
        yield read_bytes(data) if body[place] else read_text(_decoded(data))
        place = end + 1 + length


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise PayloadRefused from None
