"""Form text and queries: pairs of texts, made into values."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from tribler_core.domain.errors import MalformedBody

Values = dict[str, object]
_MOST_FIELDS = 100_000
"""A selection of files may repeat its key for every file of a large torrent."""


def parse_form(data: bytes) -> Values:
    """Decode `key=value&key=value`.

    Raises: MalformedBody for text that has no key, or is not UTF-8 before or after the percent signs.
    """
    if b"=" not in data:
        raise MalformedBody("the body is neither JSON nor a form nor a torrent")
    try:
        pairs = parse_qsl(
            data.decode(), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as refused:
        raise MalformedBody("the form is not valid UTF-8, or has too many fields") from refused
    return folded(pairs)


def folded(pairs: Iterable[tuple[str, str]]) -> Values:
    """One value for each key: a text, or a list of texts for a repeated key and for `key[]`."""
    values: Values = {}
    for name, text in pairs:
        key = name.removesuffix("[]")
        known = values.get(key)
        if isinstance(known, list):
            known.append(text)
        elif key in values:
            values[key] = [known, text]
        else:
            values[key] = [text] if key != name else text
    return values
