"""From the text of a file, a variable or a flag, or from JSON, to the type of an option; strict."""

import enum
import math
import re
from pathlib import Path
from typing import Any, get_args, get_origin

_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


class Unfit(ValueError):
    """The value is none of the option's type; the text says what is allowed."""


def coerce(kind: Any, raw: Any) -> Any:
    """`raw` as a value of `kind` (see Option.kind).

    Raises: Unfit.
    """
    kind = getattr(kind, "__supertype__", kind)
    if get_origin(kind) is tuple:
        texts = _texts(raw)
        return tuple(Path(text) for text in texts) if Path in get_args(kind) else texts
    if Path in (kind, *get_args(kind)):
        return _path(raw, optional=kind is not Path)
    if issubclass(kind, enum.Enum):
        return _member(kind, raw)
    return {bool: _flag, int: _whole, float: _number, str: _text}[kind](raw)


def _flag(raw: Any) -> bool:
    if isinstance(raw, str):
        raw = _WORDS.get(raw.strip().lower())
    if not isinstance(raw, bool | int) or raw not in (0, 1):
        raise Unfit("must be true or false")
    return bool(raw)


def _whole(raw: Any) -> int:
    if (isinstance(raw, str) and _WHOLE.fullmatch(raw.strip())) or (isinstance(raw, float) and raw.is_integer()):
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Unfit("must be a whole number")
    return raw


def _number(raw: Any) -> float:
    try:
        number = float("nan" if isinstance(raw, bool) else raw)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise Unfit("must be a number")
    return number


def _text(raw: Any) -> str:
    if isinstance(raw, list):
        raise Unfit("must be one text; put quotes around it if it has a comma")
    if not isinstance(raw, str) or not (raw.isprintable() or raw.replace("\t", "").isprintable()):
        raise Unfit("must be a text of one line")
    return raw


def _texts(raw: Any) -> tuple[str, ...]:
    texts = [raw] if isinstance(raw, str) else raw
    if not isinstance(texts, list | tuple):
        raise Unfit("must be a list, like one, two")
    return tuple(text for item in texts if (text := _text(item).strip()))


def _path(raw: Any, *, optional: bool) -> Path | None:
    text = str(raw) if isinstance(raw, Path) else _text(raw)
    if not text and not optional:
        raise Unfit("must name a folder")
    return Path(text) if text else None


def _member(kind: type[enum.Enum], raw: Any) -> enum.Enum:
    for member in kind:
        if str(member.value) == str(raw).strip().lower():
            return member
    raise Unfit(f"must be one of {', '.join(str(member.value) for member in kind)}, not {raw!r}")
