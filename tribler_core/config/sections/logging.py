"""[logging]: what the daemon tells its operator."""

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tribler_core.config.sections.checks import AtRestart, expand_path, require_range
from tribler_core.foundation.units import Bytes


class LogLevel(enum.Enum):
    """How grave a record must be to be written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogAge(enum.Enum):
    """What file_keep counts."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"

    @property
    def days(self) -> int:
        return {LogAge.DAYS: 1, LogAge.MONTHS: 30, LogAge.YEARS: 365}[self]


class LogFormat(enum.Enum):
    """The form of a record."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggingSection:
    """What the daemon writes to its standard error, and to a file where that is wanted."""

    PATH: ClassVar = ("logging",)

    level: LogLevel = LogLevel.INFO
    """The least grave records that are written: debug, info, warning or error."""
    access: bool = False
    """Write a line for each request as well."""
    format: AtRestart[LogFormat] = LogFormat.TEXT
    """`text` for people, `json` (one object a line) for programs that collect logs."""
    file: bool = False
    """Write to triblerd.log in file_folder as well."""
    file_folder: Path | None = None
    """Where that file is; empty: the folder logs in the state directory."""
    file_size: Bytes = Bytes(1024 * 1024)
    """When it is as large as this, another one is begun."""
    file_backups: bool = True
    """Keep the ones before, with the time in their names; off, they are deleted at once."""
    file_expire: bool = True
    """Delete those that are older than file_keep."""
    file_keep: int = 1
    """How long they are kept, in file_keep_unit."""
    file_keep_unit: LogAge = LogAge.MONTHS
    """`days`, `months` of thirty days, or `years`."""

    def __post_init__(self) -> None:
        expand_path(self, "logging.file_folder")
        require_range("logging.file_size", self.file_size, 1024, 2**40)
        require_range("logging.file_keep", self.file_keep, 1, 10_000)
