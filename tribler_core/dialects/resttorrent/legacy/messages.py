"""Packets of Socket.IO 1 and 2 inside those of Engine.IO 3. Source: section 8.1 of the specification."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tribler_core.dialects.resttorrent.legacy.payloads import PayloadRefused
from tribler_core.web.json import dumps, loads

CONNECT, DISCONNECT, EVENT, ACK, ERROR, BINARY_EVENT = "0", "1", "2", "3", "4", "5"
_HEAD = re.compile(r"(?P<kind>[0-6])(?:(?P<attachments>\d{1,4})-)?(?P<place>/[^,\[{]*,?)?(?P<id>\d{1,18})?", re.ASCII)
MOST_ATTACHMENTS = 10


@dataclass(slots=True)
class Message:
    """One message, which may wait for bytes that follow it."""

    kind: str
    place: str = "/"
    """The namespace."""
    id: int | None = None
    """Of the acknowledgement that is wanted."""
    arguments: list[Any] = field(default_factory=list)
    missing: int = 0
    """Attachments that have not come yet."""
    attachments: list[bytes] = field(default_factory=list)

    def attach(self, data: bytes) -> bool:
        """Whether it is whole now."""
        self.attachments.append(data)
        self.missing -= 1
        if self.missing <= 0:
            self.arguments = [_filled(argument, self.attachments) for argument in self.arguments]
        return self.missing <= 0


def read(text: str) -> Message:
    """Raises: PayloadRefused."""
    head = _HEAD.match(text)
    if head is None:
        raise PayloadRefused
    rest = text[head.end() :]
    try:
        arguments = loads(rest.encode()) if rest else []
    except ValueError:
        raise PayloadRefused from None
    missing = int(head["attachments"] or 0)
    if missing > MOST_ATTACHMENTS or (head["kind"] in (EVENT, BINARY_EVENT) and not isinstance(arguments, list)):
        raise PayloadRefused
    return Message(
        kind=head["kind"],
        place=(head["place"] or "/").rstrip(",").partition("?")[0] or "/",
        id=None if head["id"] is None else int(head["id"]),
        arguments=arguments if isinstance(arguments, list) else [arguments],
        missing=missing,
    )


def event(name: str, message: object) -> str:
    """A message for a client, as a packet of Engine.IO."""
    return f"4{EVENT}" + ascii_json([name, message])


def acknowledgement(number: int, message: object) -> str:
    """The answer that a client waits for."""
    return f"4{ACK}{number}" + ascii_json([message])


def refusal(place: str) -> str:
    """There is no such namespace."""
    return f"4{ERROR}{place}," + ascii_json("Invalid namespace")


def ascii_json(value: object) -> str:
    """Both generations count its characters alike."""
    text = dumps(value).decode()
    return text if text.isascii() else json.dumps(json.loads(text), separators=(",", ":"))


def _filled(value: Any, attachments: Sequence[bytes]) -> Any:
    """With the bytes in their places. Raises: PayloadRefused."""
    if isinstance(value, dict):
        if value.get("_placeholder") is True:
            number = value.get("num")
            if not isinstance(number, int) or not 0 <= number < len(attachments):
                raise PayloadRefused
            return attachments[number]
        return {key: _filled(item, attachments) for key, item in value.items()}
    return [_filled(item, attachments) for item in value] if isinstance(value, list) else value
