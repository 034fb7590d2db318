"""What a section says of its fields, and how it refuses them."""

import ipaddress
from pathlib import Path
from typing import Annotated, Any, TypeVar

from tribler_core.domain.errors import ConfigError

T = TypeVar("T")

WAITS_FOR_RESTART = "waits for restart"
AtRestart = Annotated[T, WAITS_FOR_RESTART]
"""The type of an option whose change waits for the next start."""

SET_BY_OPERATOR = "set by the operator"
ByOperatorOnly = Annotated[T, SET_BY_OPERATOR]
"""The type of an option that no client may change: it is set in the file, by a flag or a variable."""

LARGEST = 2**31 - 1
"""What libtorrent's integer settings hold."""


def require(option: str, condition: bool, reason: str) -> None:  # noqa: FBT001 - reads like a sentence
    """Raises: ConfigError when the condition does not hold."""
    if not condition:
        raise ConfigError(option, reason)


def require_range(option: str, value: float, lowest: float, highest: float) -> None:
    """Raises: ConfigError when the value is outside; both ends are inside."""
    require(option, lowest <= value <= highest, f"must be from {lowest} to {highest}, not {value}")


def require_addresses(option: str, texts: tuple[str, ...]) -> None:
    """Raises: ConfigError when one is neither an IP address nor a network like 10.0.0.0/8."""
    for text in texts:
        try:
            ipaddress.ip_network(text, strict=False)
        except ValueError:
            raise ConfigError(option, f"must be IP addresses or networks, which {text!r} is not") from None


def absolute(option: str, path: Path) -> Path:
    """The path with `~` replaced by the home directory of the daemon's user.

    Raises: ConfigError when it is relative, because a daemon has no folder of its own to start from.
    """
    try:
        path = path.expanduser()
    except RuntimeError:
        raise ConfigError(option, "begins with ~, and this user has no home directory") from None
    require(option, path.is_absolute(), f"must be an absolute path, or begin with ~/, not {path}")
    return path


def expand_path(section: Any, option: str) -> None:
    """Make the path that `option` names absolute, in the frozen section itself. Raises: ConfigError."""
    name = option.rpartition(".")[2]
    path: Path | None = getattr(section, name)
    object.__setattr__(section, name, path and absolute(option, path))
