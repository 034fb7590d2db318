"""Marshmallow fields that read what clients really send: JSON, form text and bare query keys alike.

The coercion table is section 1.3 of the specification; everything else is refused.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from tribler_core.domain.torrent.infohash import InfoHash

_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_DECIMAL = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LARGEST = 2**63 - 1
_MOST_REMEMBERED = 64
_LONGEST_REMEMBERED = 256
"""Characters."""


class RequestShape(Schema):
    """The base of path, query and body schemas: keys that nobody knows are ignored."""

    class Meta:
        unknown = EXCLUDE


class RepeatedShape(RequestShape):
    """A shape that comes a thousand times over with the same values: what those mean is worked out once.

    Only for fields whose outcome depends on the value alone, and for handlers that do not change what they are given.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._known: dict[str, Any] = {}

    def load(self, data: Any, **options: Any) -> Any:
        """As marshmallow's, whose options are for those who do not need this."""
        key = repr(data)  # tells true from 1 and from "1"
        if options or len(key) > _LONGEST_REMEMBERED:
            return super().load(data, **options)
        known = self._known.get(key)
        if known is None:
            known = super().load(data)
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return dict(known)


class Flag(fields.Boolean):
    """true, false, 1, 0, yes, no, on, off, in any case. With `bare`, a query key without a value is true."""

    def __init__(self, *, bare: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._bare = bare

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if isinstance(value, str):
            if not value and self._bare:
                return True
            value = _WORDS.get(value.strip().lower())
        if value is None or value not in (0, 1) or not isinstance(value, bool | int | float):
            raise ValidationError("must be true or false")
        return bool(value)


class WholeNumber(fields.Integer):
    """An integer, a decimal string, or a float without a fraction; of 64 bits."""

    def __init__(self, *, minimum: int | None = None, maximum: int | None = None, **kwargs: Any) -> None:
        if minimum is not None or maximum is not None:
            kwargs["validate"] = validate.Range(minimum, maximum)
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        return _whole(value)


class FiniteNumber(fields.Float):
    """A number or its decimal text; never NaN or infinite."""

    def __init__(self, *, minimum: float | None = None, maximum: float | None = None, **kwargs: Any) -> None:
        if minimum is not None or maximum is not None:
            kwargs["validate"] = validate.Range(minimum, maximum)
        super().__init__(allow_nan=False, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = float(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise ValidationError("must be a finite number")
        return float(value)


class WholeNumberList(fields.List[int]):
    """A JSON list, a repeated form key, or numbers separated by commas; the empty text is the empty list."""

    def __init__(self, *, minimum: int | None = None, maximum: int | None = None, **kwargs: Any) -> None:
        super().__init__(WholeNumber(minimum=minimum, maximum=maximum), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        if isinstance(value, str):
            value = value.split(",") if value.strip() else []
        if not isinstance(value, list):
            raise ValidationError("must be a list of whole numbers")
        if all(isinstance(item, str) and "," in item for item in value):
            value = [part for item in value for part in item.split(",")]
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except ValidationError as refused:
            raise ValidationError(_first_of_list(refused)) from None


class Text(fields.String):
    """A string without NUL; numbers, lists and objects are refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str) or "\0" in value:
            raise ValidationError("must be text")
        return value


class TextList(fields.List[str]):
    """A JSON list of strings or a repeated form key; one string alone is a list of one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Text(), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(item, str) and "\0" not in item for item in listed):
            raise ValidationError("must be a list of texts")
        return listed


class InfoHashText(fields.String):
    """Hex of 40 or 64 digits, in any case; anything else names no download.

    Raises: DownloadNotFound, not ValidationError, because a malformed id is answered like an unknown one.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> InfoHash:
        return InfoHash.parse(value if isinstance(value, str) else "")


def _whole(value: Any) -> int:
    decimal = isinstance(value, str) and _DECIMAL.fullmatch(value.strip())
    if decimal or (isinstance(value, float) and value.is_integer()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
        raise ValidationError("must be a whole number")
    return value


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond the largest float
        return False


def _first_of_list(refused: ValidationError) -> str:
    """One sentence for the first bad item, with its position."""
    messages = refused.messages
    if isinstance(messages, dict):
        position, reasons = next(iter(messages.items()))
        return f"item {position}: {reasons[0]}"
    return str(messages[0])
