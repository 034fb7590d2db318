"""JSON, in and out: strict where it comes in, always finite and valid UTF-8 where it goes out."""

from typing import Any

import orjson
from aiohttp import web

JSON_TYPE = "application/json"
_DEEPEST = 100
"""Levels of lists and objects: far below where walking through them by recursion ends."""


def dumps(value: object) -> bytes:
    """Encode; a string that is no valid Unicode (a lone surrogate from a broken name or path) is repaired."""
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        return orjson.dumps(_repaired(value), option=orjson.OPT_NON_STR_KEYS)


def loads(data: bytes) -> Any:
    """Decode; NaN, infinities, invalid UTF-8 and nesting beyond 100 levels are refused.

    Raises: ValueError.
    """
    value = orjson.loads(data)
    if data.count(b"[") + data.count(b"{") > _DEEPEST:
        _check_depth(value)
    return value


def json_response(value: object, *, status: int = 200) -> web.Response:
    """An answer with a JSON body."""
    return web.Response(body=dumps(value), status=status, content_type=JSON_TYPE)


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        inside = (inner for item in level for inner in (item.values() if isinstance(item, dict) else item))
        level = [inner for inner in inside if isinstance(inner, dict | list)]
        if not level:
            return
    raise ValueError(f"nested deeper than {_DEEPEST} levels")


def _repaired(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        case dict():
            return {_repaired(key): _repaired(item) for key, item in value.items()}
        case list() | tuple():
            return [_repaired(item) for item in value]
        case _:
            return value
