"""What each source says, and who wins: a flag, then the environment, then the file, then the default."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tribler_core.config.coercion import Unfit, coerce
from tribler_core.config.document import Document
from tribler_core.config.options import OPTIONS, PLACES, section_classes
from tribler_core.config.sections import Config
from tribler_core.domain.errors import ConfigError

FLAGS = {
    "--download-dir": "libtorrent.download_defaults.saveas",
    "--http-host": "api.http_host",
    "--http-port": "api.http_port",
    "--log-level": "logging.level",
}
"""The option that each flag sets."""

VARIABLES = {
    # Tribler's own come first, so that ours win.
    "CORE_API_PORT": "api.http_port",
    "CORE_API_KEY": "api.key",
    **{"TRIBLERD_" + "__".join((*option.place, option.name)).upper(): option.full_name for option in OPTIONS.values()},
    **{"TRIBLERD_" + flag.strip("-").replace("-", "_").upper(): option for flag, option in FLAGS.items()},
    "TRIBLERD_API_KEY": "api.key",
}
"""The option that each environment variable sets; of two for one option the later wins."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of one option."""

    raw: Any
    origin: str
    """The file, the variable or the flag."""
    fixed: bool = False
    """By a variable or a flag: the file cannot change it."""


def from_file(path: Path, *, without: Collection[str] = ()) -> dict[str, Said]:
    """What the file says, but for the entries named. Raises: ConfigError when another is no option."""
    entries = Document.read(path).values()
    return {_known(place, path): Said(raw, str(path)) for place, raw in entries if ".".join(place) not in without}


def from_environment(environment: Mapping[str, str]) -> dict[str, Said]:
    """Raises: ConfigError for a variable like TRIBLERD_A__B that names no option.

    Others beginning with TRIBLERD_ are passed over: orchestrators make such for a service of this name.
    """
    for name in environment:
        if name.startswith("TRIBLERD_") and "__" in name and name not in VARIABLES:
            raise ConfigError("", f"is no option{_nearest(name, VARIABLES)}", name)
    return {
        option: Said(environment[variable], variable, fixed=True)
        for variable, option in VARIABLES.items()
        if variable in environment
    }


def from_flags(flags: Mapping[str, str]) -> dict[str, Said]:
    """Of flags by name, those that set an option."""
    return {FLAGS[flag]: Said(value, flag, fixed=True) for flag, value in flags.items() if flag in FLAGS}


def build(state_dir: Path, said: Mapping[str, Said], *, file: Path) -> Config:
    """The configuration out of what was said, by option; the defaults fill the rest.

    Raises: ConfigError naming the option and who said so.
    """
    sections = {}
    for attribute, section in section_classes().items():
        values = {OPTIONS[name].name: value for name, value in _values(said) if OPTIONS[name].section == attribute}
        try:
            sections[attribute] = section(**values)
        except ConfigError as error:
            origin = said[error.option].origin if error.option in said else str(file)
            raise ConfigError(error.option, error.reason, origin) from None
    return Config(state_dir=state_dir, **sections)


def _values(said: Mapping[str, Said]) -> Iterator[tuple[str, Any]]:
    for name, source in said.items():
        try:
            yield name, coerce(OPTIONS[name].kind, source.raw)
        except Unfit as error:
            raise ConfigError(name, str(error), source.origin) from None


def _known(place: tuple[str, ...], path: Path) -> str:
    name = ".".join(place)
    if name in OPTIONS:
        return name
    if place in PLACES:
        raise ConfigError(name, f"is a section, write it as {'[' * len(place)}{place[-1]}{']' * len(place)}", str(path))
    raise ConfigError(name, f"is no option{_nearest(name, OPTIONS)}", str(path))


def _nearest(name: str, known: Iterable[str]) -> str:
    """A hint, or nothing when nothing is near: a slip in the name, the wrong section, a slip in the section."""
    section, dot, last = name.rpartition(".")
    siblings = [other.rpartition(".")[2] for other in known if other.rpartition(".")[0] == section]
    near = [f"{section}{dot}{sibling}" for sibling in difflib.get_close_matches(last, siblings, n=1)]
    near += [other for other in known if other.rpartition(".")[2] == last]
    near += difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
