"""[logging]: what the daemon tells its operator."""

import enum
from dataclasses import dataclass
from typing import ClassVar

from tribler_core.config.sections.checks import AtRestart


class LogLevel(enum.Enum):
    """How grave a record must be to be written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(enum.Enum):
    """The form of a record."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggingSection:
    """What the daemon writes to its standard error."""

    PATH: ClassVar = ("logging",)

    level: LogLevel = LogLevel.INFO
    """The least grave records that are written: debug, info, warning or error."""
    access: bool = False
    """Write a line for each request as well."""
    format: AtRestart[LogFormat] = LogFormat.TEXT
    """`text` for people, `json` (one object a line) for programs that collect logs."""
