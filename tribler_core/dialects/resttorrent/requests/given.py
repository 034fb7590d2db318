"""Parameters as they were given, read as what they should be. Source: section 4 of the specification."""

import base64
import binascii
from collections.abc import Mapping

from tribler_core.dialects.resttorrent.errors import FieldRefused
from tribler_core.domain.torrent.infohash import InfoHash

_FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_LARGEST = 2**63 - 1


class Given:
    """By name; what is unknown is never looked at. Everything raises FieldRefused for what makes no sense."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def raw(self, name: str) -> object:
        """As it came; None: it did not."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """Empty when there is none."""
        value = self._last(name)
        if value is None:
            return ""
        if isinstance(value, bytes):
            try:
                return value.decode()
            except UnicodeDecodeError:
                raise FieldRefused(name, "must be text") from None
        if not isinstance(value, str):
            raise FieldRefused(name, "must be text")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """1 or 0, true or false, yes or no, on or off."""
        if name not in self._values:
            return default
        value = self._last(name)
        if isinstance(value, str):
            value = _FLAGS.get(value.strip().lower())
        if not isinstance(value, bool | int | float) or value not in (0, 1):
            raise FieldRefused(name, "must be 1 or 0")
        return bool(value)

    def whole(self, name: str, *, least: int = 0, most: int = _LARGEST) -> int:
        """A number that was given."""
        number = whole_number(self._last(name))
        if number is None or not least <= number <= most:
            raise FieldRefused(name, f"must be a whole number from {least} to {most}")
        return number

    def number(self, name: str, *, least: float, default: float) -> float:
        """A number, or its decimal text."""
        if name not in self._values:
            return default
        value = self._last(name)
        try:
            number = float(value) if isinstance(value, int | float | str) else None
        except ValueError:
            number = None
        if number is None or isinstance(value, bool) or not least <= number <= _LARGEST:
            raise FieldRefused(name, f"must be a number of at least {least:g}")
        return number

    def items(self, name: str) -> list[object] | None:
        """A list, a text with commas, or a repeated parameter; None: it was not given."""
        if name not in self._values:
            return None
        value = self._values[name]
        parts = list(value) if isinstance(value, list | tuple) else [value]
        return [item for part in parts for item in _split(part)]

    def names(self, name: str) -> list[str] | None:
        """A list of texts."""
        items = self.items(name)
        if items is not None and not all(isinstance(item, str) for item in items):
            raise FieldRefused(name, "must be a list of texts")
        return None if items is None else [str(item) for item in items]

    def data(self, name: str) -> bytes:
        """Bytes that were sent as such, or as base64."""
        value = self._last(name)
        if isinstance(value, bytes | bytearray | memoryview):
            return bytes(value)
        if not isinstance(value, str):
            raise FieldRefused(name, "must be a file, or its content in base64")
        try:
            return base64.b64decode(value.partition("base64,")[2] or value, validate=True)
        except (binascii.Error, ValueError):
            raise FieldRefused(name, "is neither a file nor base64") from None

    def infohash(self) -> InfoHash:
        """Of a path or a message, in any form."""
        text = self.text("infohash") or self.text("info_hash")
        found = InfoHash.parse_loose(text)
        return InfoHash.parse(text) if found is None else found

    def having(self, **values: object) -> "Given":
        """The same with these set."""
        return Given({**self._values, **values})

    def _last(self, name: str) -> object:
        """Of a repeated parameter the last one."""
        value = self._values.get(name)
        return value[-1] if isinstance(value, list) and value else value


def whole_number(value: object) -> int | None:
    """A JSON number without a fraction, or decimal text; None: neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        text = value.strip()
        bare = text[1:] if text[:1] in ("-", "+") else text
        return int(text) if bare.isascii() and bare.isdigit() and len(bare) < 20 else None
    return None


def _split(part: object) -> list[object]:
    if isinstance(part, str):
        return [text.strip() for text in part.split(",") if text.strip()]
    return [part]
