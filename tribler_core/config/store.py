"""The configuration while the daemon runs: what is in effect, what is stored, and how it is changed."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tribler_core.config.coercion import Unfit, coerce
from tribler_core.config.document import Document
from tribler_core.config.loader import Loaded
from tribler_core.config.options import OPTIONS, PLACES, Option, plain
from tribler_core.config.sections import Config
from tribler_core.domain.errors import ConfigError, InvalidParameter, StorageError

Permit = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Asked for each change, with the new values by full name; raises when they may not be set."""
Subscriber = Callable[[Config, Config], None]
"""Told what was and what is in effect; must not fail."""


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """What a change came to."""

    config: Config
    """As stored now."""
    changed: frozenset[str]
    """Full names of the options that have another value than before."""
    restart_required: tuple[str, ...]
    """Those of the changed options that wait for the next start."""


class ConfigStore:
    """Holds the configuration and changes it, file first.

    An option that could lock its user out (a listener, a certificate) and one that only a start can apply are
    stored at once and take effect at the next start. An option fixed by a flag or a variable cannot be changed.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._file = loaded.file
        self._fixed = loaded.fixed
        self._stored = loaded.config
        self._current = loaded.config
        self._subscribers: list[Subscriber] = []
        self._changing = asyncio.Lock()

    @property
    def current(self) -> Config:
        """What is in effect."""
        return self._current

    @property
    def stored(self) -> Config:
        """What the next start will find."""
        return self._stored

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Be told of each change; the answer ends it."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    async def change(self, nested: Mapping[str, Any], permit: Permit | None = None) -> SettingsChanged:
        """Set options, given as the file nests them; all of them or, when one is refused, none.

        What names no section or no option is passed over, because clients post whole objects of other versions back.

        Raises: InvalidParameter naming the option; StorageError when the file cannot be written; what `permit` raises.
        """
        async with self._changing:
            stored = _replaced(self._stored, dict(_known(nested, ())))
            values = {
                option: option.of(stored) for option in OPTIONS.values() if option.of(stored) != option.of(self._stored)
            }
            self._require_free(values)
            if permit is not None:
                await permit({option.full_name: value for option, value in values.items()})
            current = _replaced(self._current, {o: value for o, value in values.items() if not o.waits_for_restart})
            if values:
                await asyncio.to_thread(_write, self._file, values)
            before, self._stored, self._current = self._current, stored, current
            for subscriber in self._subscribers:
                subscriber(before, current)
        waiting = tuple(option.full_name for option in values if option.of(stored) != option.of(current))
        return SettingsChanged(stored, frozenset(option.full_name for option in values), waiting)

    def planned(self, names: Iterable[str]) -> Config:
        """What would be in effect if what is stored of these options were.

        Raises: InvalidParameter when that does not go together.
        """
        return _replaced(self._current, {OPTIONS[name]: OPTIONS[name].of(self._stored) for name in names})

    def adopt(self, names: Iterable[str]) -> None:
        """Options that wait for a restart are in effect as they are stored: somebody saw to it.

        Raises: as `planned`.
        """
        before, self._current = self._current, self.planned(names)
        for subscriber in self._subscribers:
            subscriber(before, self._current)

    async def take_back(self, names: Iterable[str]) -> None:
        """Store again what is in effect of these options. Raises: StorageError."""
        nested: dict[str, Any] = {}
        for option in map(OPTIONS.__getitem__, names):
            section = nested
            for part in option.place:
                section = section.setdefault(part, {})
            section[option.name] = plain(option.of(self._current))
        await self.change(nested)

    def _require_free(self, options: Iterable[Option]) -> None:
        for option in options:
            if option.set_by_operator:
                raise InvalidParameter(f"{option.full_name}: can only be changed in {self._file.name}")
            if origin := self._fixed.get(option.full_name):
                raise InvalidParameter(f"{option.full_name}: is fixed by {origin}, change it there")


def _known(nested: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[tuple[Option, Any]]:
    for name, raw in nested.items():
        inner = (*place, name)
        if inner in PLACES and isinstance(raw, Mapping):
            yield from _known(raw, inner)
        elif option := OPTIONS.get(".".join(inner)):
            try:
                yield option, coerce(option.kind, raw)
            except Unfit as error:
                raise InvalidParameter(f"{option.full_name}: {error}") from None


def _replaced(config: Config, values: Mapping[Option, Any]) -> Config:
    """A configuration with other values; each section checks itself."""
    sections: dict[str, dict[str, Any]] = {}
    for option, value in values.items():
        sections.setdefault(option.section, {})[option.name] = value
    try:
        changed = {name: dataclasses.replace(getattr(config, name), **new) for name, new in sections.items()}
    except ConfigError as error:
        raise InvalidParameter(f"{error.option}: {error.reason}") from None
    return dataclasses.replace(config, **changed)


def _write(file: Path, values: Mapping[Option, Any]) -> None:
    try:
        document = Document.read(file)  # again, to keep what somebody wrote into it meanwhile
        for option, value in values.items():
            document.put((*option.place, option.name), _text(plain(value)))
        document.save(file)
    except ConfigError as error:
        raise StorageError(f"cannot be changed while it is broken: {error}") from None
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}") from None
    except ValueError as error:
        raise InvalidParameter(str(error)) from None


def _text(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
