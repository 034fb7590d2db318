"""Values of preferences: what clients send for them, and what the daemon keeps instead.

Source: sections 0.5 and 2.1 of the specification. Wrong JSON types are read as what they plainly mean.
"""

import ipaddress
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tribler_core.domain.swarm.addresses import address_range

_TRUE = ("true", "1", "yes", "on")
_FALSE = ("false", "0", "no", "off", "")
_LARGEST = 2**31 - 1


class Unfit(ValueError):
    """Nothing of the preference's type can be made of what was sent."""


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Codec:
    """From the wire to the daemon and back."""

    read: Callable[[Any], Any]
    """What was sent, as the wire's own type. Raises: Unfit."""
    take: Callable[[Any], Any] = _same
    """The daemon's value of the wire's."""
    show: Callable[[Any], Any] = _same
    """The wire's value of the daemon's."""


def _flag(raw: Any) -> bool:
    text = str(raw).strip().lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    return _number(raw) != 0


def _number(raw: Any) -> float:
    try:
        number = float(raw)
    except (TypeError, ValueError, OverflowError):
        raise Unfit("must be a number") from None
    if not math.isfinite(number):
        raise Unfit("must be a finite number")
    return number


def _text(raw: Any) -> str:
    if isinstance(raw, bool | dict | list) or (isinstance(raw, str) and "\0" in raw):
        raise Unfit("must be a text")
    return "" if raw is None else str(raw)


def _line(raw: Any) -> str:
    return " ".join(_text(raw).split("\n")).strip()


FLAG = Codec(_flag)
NUMBER = Codec(_number)
TEXT = Codec(_text)
LINE = Codec(_line)
"""A text of one line."""
PATH = Codec(_line, take=lambda text: Path(text) if text else None, show=lambda path: "" if path is None else str(path))
SECRET = replace(TEXT, show=lambda _: "")
"""Never shown; an empty one posted back leaves it as it is."""


def whole(lowest: int = -_LARGEST, highest: int = _LARGEST) -> Codec:
    """A whole number, brought within its range."""
    return Codec(lambda raw: max(lowest, min(highest, int(_number(raw)))))


def unlimited(codec: Codec) -> Codec:
    """0 and less mean no limit, said as -1."""
    return replace(codec, read=lambda raw: number if (number := codec.read(raw)) > 0 else -1)


def times(factor: int, codec: Codec) -> Codec:
    """Kept in a unit that is smaller by a factor; what is less than none stays as it is."""
    return replace(
        codec,
        take=lambda number: number * factor if number >= 0 else number,
        show=lambda number: int(number // factor) if number >= 0 else int(number),
    )


def choice(words: Mapping[Any, Any], read: Callable[[Any], Any] = _line) -> Codec:
    """One of several words (or numbers), each with the daemon's value; of two words for one the first is said."""
    shown: dict[Any, Any] = {}
    for word, value in words.items():
        shown.setdefault(value, word)

    def known(raw: Any) -> Any:
        word = read(raw)
        if word not in words:
            raise Unfit(f"must be one of {', '.join(map(str, words))}")
        return word

    return Codec(known, take=words.__getitem__, show=shown.__getitem__)


def numbered(*values: Any) -> Codec:
    """One of several, said by their numbers from 0 on; a boolean counts as a number."""
    return choice(dict(enumerate(values)), lambda raw: int(_number(raw)))


def listed(separator: str, fits: Callable[[str], bool] = bool) -> Codec:
    """A list in one text; what does not fit is dropped."""

    def read(raw: Any) -> str:
        text = separator.join(map(str, raw)) if isinstance(raw, list) else _text(raw)
        return separator.join(part for each in text.split(separator) if (part := each.strip()) and fits(part))

    return Codec(read, take=lambda text: tuple(text.split(separator)) if text else (), show=separator.join)


def is_address_range(text: str) -> bool:
    """An address, a network or a range."""
    try:
        address_range(text)
    except ValueError:
        return False
    return True


def is_network(text: str) -> bool:
    """An address or a network."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


LINES = listed("\n")
RANGES = listed("\n", is_address_range)
_NETWORKS = listed("\n", is_network)
NETWORKS = replace(_NETWORKS, read=lambda raw: _NETWORKS.read(_text(raw).replace(",", "\n")))
"""A line each; commas are read as line breaks."""


def _tiers(text: str) -> tuple[str, ...]:
    groups = text.replace("\r", "").split("\n\n")
    return tuple(" ".join(urls) for group in groups if (urls := group.split()))


TIERS = Codec(_text, take=_tiers, show=lambda tiers: "\n\n".join("\n".join(tier.split()) for tier in tiers))
"""Announce URLs, one a line; an empty line begins the next tier."""
