"""Every option there is, read off the sections: its full name, its place in the file, its type."""

import dataclasses
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from tribler_core.config.sections import Config
from tribler_core.config.sections.checks import SET_BY_OPERATOR, WAITS_FOR_RESTART


@dataclass(frozen=True, slots=True)
class Option:
    """One option."""

    section: str
    """The attribute of Config."""
    place: tuple[str, ...]
    """The sections of the file that it stands in."""
    name: str
    kind: Any
    """A type, a NewType of one (the unit), an enum, `Path | None`, or a tuple of texts or paths."""
    default: Any
    waits_for_restart: bool
    set_by_operator: bool
    """No client may change it."""

    @property
    def full_name(self) -> str:
        """As in `libtorrent.download_defaults.saveas`."""
        return ".".join((*self.place, self.name))

    def of(self, config: Config) -> Any:
        """Its value."""
        return getattr(getattr(config, self.section), self.name)


def section_classes() -> dict[str, type]:
    """The section classes by their attribute of Config, in the order of the file."""
    hints = get_type_hints(Config)
    return {field.name: hints[field.name] for field in dataclasses.fields(Config) if hasattr(hints[field.name], "PATH")}


def _options() -> Iterator[Option]:
    for attribute, section in section_classes().items():
        hints = get_type_hints(section, include_extras=True)
        for field in dataclasses.fields(section):
            kind = hints[field.name]
            marks = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
            yield Option(
                section=attribute,
                place=section.PATH,  # type: ignore[attr-defined]  # section_classes keeps those that have one
                name=field.name,
                kind=get_args(kind)[0] if marks else kind,
                default=field.default,
                waits_for_restart=WAITS_FOR_RESTART in marks,
                set_by_operator=SET_BY_OPERATOR in marks,
            )


OPTIONS: Mapping[str, Option] = {option.full_name: option for option in _options()}
"""By full name, in the order of the file."""

PLACES = frozenset(option.place[:depth] for option in OPTIONS.values() for depth in range(1, len(option.place) + 1))
"""The sections of the file."""


def as_nested(config: Config) -> dict[str, Any]:
    """The whole configuration as the file nests it, in plain JSON values; what is not set is an empty text."""
    nested: dict[str, Any] = {}
    for option in OPTIONS.values():
        folder = nested
        for part in option.place:
            folder = folder.setdefault(part, {})
        folder[option.name] = plain(option.of(config))
    return nested


def plain(value: Any) -> Any:
    """An option's value as JSON."""
    match value:
        case None:
            return ""
        case enum.Enum():
            return value.value
        case Path():
            return str(value)
        case tuple():
            return [str(item) for item in value]
        case _:
            return value
