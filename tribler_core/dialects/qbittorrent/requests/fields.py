"""Parameters as qBittorrent reads them: one that cannot be read counts as absent.

Source: section 1.10 of the specification.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from marshmallow import ValidationError, fields, pre_load

from tribler_core.web.fields import RequestShape


class Parameters(RequestShape):
    """The base of all requests: a value that its field refuses is dropped, of a repeated key the last one counts."""

    @pre_load
    def drop_unreadable(self, values: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        read: dict[str, Any] = {}
        fields_by_key = {field.data_key or name: field for name, field in self.fields.items()}
        for name, raw in values.items():
            field = fields_by_key.get(name)
            last = raw[-1] if isinstance(raw, list) and raw and not isinstance(field, fields.List) else raw
            if field is not None and _is_readable(field, last):
                read[name] = last
        return read


class Nothing(Parameters):
    """A method without parameters."""


class Separated(fields.List[str]):
    """Texts with a separator between them; empty ones are left out, unless they mean something."""

    def __init__(self, separator: str, *, keep_empty: bool = False, percent: bool = False, **kwargs: Any) -> None:
        """`percent`: each text is percent-encoded once more."""
        super().__init__(fields.String(), **kwargs)
        self._separator = separator
        self._keep_empty = keep_empty
        self._percent = percent

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) and "\0" not in text for text in texts):
            raise ValidationError("must be text")
        parts = [part.strip() for text in texts for part in text.split(self._separator)]
        decoded = [unquote(part) for part in parts] if self._percent else parts
        return decoded if self._keep_empty else [part for part in decoded if part]


def torrent_ids(**kwargs: Any) -> Separated:
    """`hashes`: ids with `|` between them, or `all`."""
    kwargs.setdefault("metadata", {"description": "Torrent ids with `|` between them, or `all`."})
    return Separated("|", **kwargs)


def _is_readable(field: fields.Field[Any], raw: Any) -> bool:
    try:
        field.deserialize(raw)
    except ValidationError:
        return False
    return True
