"""A row of the table of preferences: its name, how it is read, how it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tribler_core.config.options import OPTIONS
from tribler_core.config.sections import Config
from tribler_core.dialects.qbittorrent.preferences.codecs import Codec
from tribler_core.domain.download.settings import SeedingLimits
from tribler_core.services.downloads.defaults import defaults_of


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that preferences are read from."""

    config: Config
    """As stored."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    """Preferences that are only kept, by name."""
    api_key: str = ""
    """Masked."""
    fetched_trackers: tuple[str, ...] = ()
    """The list of trackers that somebody else keeps."""
    certificate: str = ""
    """Of HTTPS, in PEM."""

    def option(self, name: str) -> Any:
        """An option of the configuration, by its full name."""
        return OPTIONS[name].of(self.config)

    @property
    def limits(self) -> SeedingLimits:
        """What ends seeding where nothing else is said."""
        return defaults_of(self.config).limits


@dataclass(slots=True, kw_only=True)
class Draft:
    """What a change comes to, before any of it is done."""

    view: View
    posted: Mapping[str, Any]
    """All that was sent, in the wire's types, by name."""
    options: dict[str, Any] = field(default_factory=dict)
    """The daemon's values by full name."""
    kept: dict[str, Any] = field(default_factory=dict)
    limits: SeedingLimits = field(default_factory=SeedingLimits)
    """Ends of seeding that are to be others."""
    password: str | None = None
    pem: dict[str, str] = field(default_factory=dict)
    """Contents of files by the option that shall name them."""

    def option(self, name: str) -> Any:
        """As it is about to be."""
        return self.options[name] if name in self.options else self.view.option(name)

    def set(self, name: str, value: Any) -> None:
        self.options[name] = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """One preference."""

    name: str
    codec: Codec
    read: Callable[[View], Any]
    """In the wire's type."""
    write: Callable[[Draft, Any], None]
    """Is only called when the value is another than what is shown. Raises: InvalidParameter."""
    late: bool = False
    """Came after the first release: that one does not show it."""
    early_only: bool = False
    """A name that only the first release shows; all understand it."""
    early: Callable[[Any], Any] | None = None
    """How the first release shows the value, where it does so differently."""
    only_kept: str = ""
    """Why it has no effect; "": it has."""


def option(name: str, full_name: str, codec: Codec, *, late: bool = False, early_only: bool = False) -> Preference:
    """A preference that is an option of the configuration."""
    return Preference(
        name=name,
        codec=codec,
        read=lambda view: codec.show(view.option(full_name)),
        write=lambda draft, value: draft.set(full_name, codec.take(value)),
        late=late,
        early_only=early_only,
    )


def kept(name: str, codec: Codec, default: Any, why: str, *, late: bool = True) -> Preference:
    """A preference without an effect: what clients set is what they get."""
    return Preference(
        name=name,
        codec=codec,
        read=lambda view: codec.show(view.kept.get(name, default)),
        write=lambda draft, value: draft.kept.__setitem__(name, value),
        late=late,
        only_kept=why,
    )


def told(name: str, codec: Codec, read: Callable[[View], Any], why: str = "", *, late: bool = True) -> Preference:
    """A preference that cannot be set."""
    return Preference(name=name, codec=codec, read=read, write=lambda _, __: None, late=late, only_kept=why)
