"""Domain values to JSON text and back, exactly.

What a value looks like is read from its class, so a new field is kept without a change here. Keys of a newer
version are ignored, missing ones take the field's default, and a value of a wrong type is a BrokenValue.
The text is pure ASCII: file names that are not valid Unicode survive, and so does every database's encoding.
"""

import enum
import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from pathlib import PurePath
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import Magnet

Read = Callable[[Any], Any]
"""From what JSON holds to the value. Raises: BrokenValue."""


class BrokenValue(ValueError):
    """What was read is not what was written."""


def _plain(value: object) -> object:
    """What the encoder has no words for, in those that it has."""
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"{value!r} cannot be kept as JSON")


_ENCODER = json.JSONEncoder(default=_plain, allow_nan=False, separators=(",", ":"))


def to_json(value: object) -> str:
    """Raises: TypeError or ValueError for what JSON cannot hold exactly, such as infinity."""
    return _ENCODER.encode(value)


def from_json(text: object) -> Any:
    """Raises: BrokenValue."""
    if not isinstance(text, str) or not text.isascii():
        raise BrokenValue("not the text that was written")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenValue(f"not JSON: {error}") from error


class _SettingsToJson:
    """As `to_json`; most downloads are added with the settings of the one before, and those are not even hashed."""

    def __init__(self) -> None:
        self._known = lru_cache(maxsize=64)(to_json)
        self._last: tuple[DownloadSettings | None, str] = (None, "")

    def __call__(self, settings: DownloadSettings) -> str:
        last, text = self._last
        if settings is not last:
            text = self._known(settings)
            self._last = settings, text
        return text


settings_to_json = _SettingsToJson()


@lru_cache(maxsize=1024)
def settings_from_json(text: str) -> DownloadSettings:
    """Most downloads have the settings of many others, so one value serves them all.

    Raises: BrokenValue.
    """
    settings: DownloadSettings = _reader(DownloadSettings)(from_json(text))
    return settings


def magnet_from_json(text: str) -> Magnet:
    """Raises: BrokenValue."""
    magnet: Magnet = _reader(Magnet)(from_json(text))
    return magnet


def value_from_json(kind: Any, text: object) -> Any:
    """A value of this type. Raises: BrokenValue."""
    return _reader(kind)(from_json(text))


def read_infohash(value: object) -> InfoHash:
    """Raises: BrokenValue."""
    infohash = InfoHash.parse_loose(value) if isinstance(value, str) else None
    if infohash is None or infohash != value:
        raise BrokenValue(f"{value!r} is no infohash")
    return infohash


@cache
def _reader(kind: Any) -> Read:
    """How to read a field of this type."""
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    if get_origin(kind) in (types.UnionType, Union):
        return _optional(kind)
    if get_origin(kind) is tuple:
        return _tuple(*get_args(kind))
    if is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, enum.EnumType):
        return kind
    return _SCALARS[kind]


def _exactly(kind: type) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not kind:  # a bool is no int
            raise BrokenValue(f"{value!r} is no {kind.__name__}")
        return value

    return read


def _read_float(value: Any) -> float:
    if type(value) not in (int, float):
        raise BrokenValue(f"{value!r} is no number")
    return float(value)


def _read_path(value: Any) -> PurePath:
    return PurePath(_exactly(str)(value))


_SCALARS: dict[Any, Read] = {
    bool: _exactly(bool),
    int: _exactly(int),
    str: _exactly(str),
    float: _read_float,
    PurePath: _read_path,
    InfoHash: read_infohash,
}


def _optional(union: Any) -> Read:
    """For `X | None`."""
    (kind,) = (kind for kind in get_args(union) if kind is not types.NoneType)
    read = _reader(kind)
    return lambda value: None if value is None else read(value)


def _tuple(first: Any, *rest: Any) -> Read:
    """For `tuple[X, ...]`, and for one of a fixed length."""
    as_list = _exactly(list)
    if rest == (...,):
        read = _reader(first)
        return lambda value: tuple(map(read, as_list(value)))
    readers = [_reader(kind) for kind in (first, *rest)]

    def read_fixed(value: Any) -> tuple[Any, ...]:
        if len(as_list(value)) != len(readers):
            raise BrokenValue(f"{len(value)} items instead of {len(readers)}")
        return tuple(read(item) for read, item in zip(readers, value, strict=True))

    return read_fixed


def _dataclass(kind: Any) -> Read:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}

    def read(value: Any) -> Any:
        given = _exactly(dict)(value)
        known = {name: _named(name, read, given[name]) for name, read in readers.items() if name in given}
        try:
            return kind(**known)
        except (TypeError, ValueError) as error:  # a field without a default is missing, or the class refuses
            raise BrokenValue(str(error)) from error

    return read


def _named(name: str, read: Read, value: Any) -> Any:
    """Read a field, and say which one it was when it is broken."""
    try:
        return read(value)
    except ValueError as error:
        raise BrokenValue(f"{name}: {error}") from error
