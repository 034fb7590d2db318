"""Fields that read what clients of this API really send, and the base of all requests."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, pre_load, validate

from tribler_core.dialects.torbox.requests.bodies import normal
from tribler_core.domain.errors import MissingParameter
from tribler_core.web.fields import RequestShape, Text, WholeNumber

_WORDS = {
    **dict.fromkeys(("1", "true", "yes", "on", "t", "y"), True),
    **dict.fromkeys(("0", "false", "no", "off", "f", "n"), False),
}
MOST = 2**31 - 1
"""Numbers of items are below."""


class TorBoxShape(RequestShape):
    """Names in any spelling; what is empty is not there; of a repeated key the last counts, unless it is a list."""

    aliases: ClassVar[Mapping[str, str]] = {}
    """Other names, normal, of fields."""

    @pre_load
    def tidy(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Raises: MissingParameter."""
        known = {normal(name): name for name in self.fields} | dict(self.aliases)
        tidy: dict[str, Any] = {}
        for key, sent in data.items():
            name = known.get(normal(key))
            if name is None:
                continue
            value = sent if isinstance(self.fields[name], fields.List) else _last(sent)
            if value not in (None, "", b"") and (name not in tidy or normal(key) == normal(name)):
                tidy[name] = value
        for name, field in self.fields.items():
            if field.required and name not in tidy:
                raise MissingParameter(name)
        return tidy


def _last(value: Any) -> Any:
    """Of a repeated key."""
    return (value[-1] if value else None) if isinstance(value, list) else value


class LooseFlag(fields.Boolean):
    """true/false, 1/0, yes/no, on/off, t/f, y/n, in any case."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if isinstance(value, str):
            value = _WORDS.get(value.strip().lower())
        if value is None or isinstance(value, list | dict) or value not in (0, 1):
            raise ValidationError("must be true or false")
        return bool(value)


class ItemNumber(WholeNumber):
    """The id of an item, of a file, of a notification."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(minimum=0, maximum=MOST, **kwargs)


class TorrentBytes(fields.Field[bytes]):
    """A .torrent as bytes, as text of the same bytes, or in base64."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bytes:
        if isinstance(value, bytes):
            return value
        if not isinstance(value, str):
            raise ValidationError("must be a file")
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return value.encode("utf-8", "surrogatepass")


class Texts(fields.List[str]):
    """Texts, each of which may be several with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Text(), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in listed):
            raise ValidationError("must be a list of texts")
        return [part.strip() for item in listed for part in item.split(",") if part.strip()]


class Word(Text):
    """One of a few words, in any case."""

    def __init__(self, words: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(validate=validate.OneOf(words), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).strip().lower()
