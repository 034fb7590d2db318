"""[storage], [paths] and [watch_folder]: what lies on the disk."""

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tribler_core.config.sections.checks import AtRestart, ByOperatorOnly, absolute, expand_path, require, require_range
from tribler_core.foundation.units import Bytes, Seconds


class Synchronous(enum.Enum):
    """For what a commit waits."""

    NORMAL = "normal"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSection:
    """Where downloads, settings of downloads and resume data are kept."""

    PATH: ClassVar = ("storage",)

    url: AtRestart[ByOperatorOnly[str]] = ""
    """postgresql://user:password@host/database, or sqlite:////absolute/path; empty: SQLite in the state directory."""

    synchronous: AtRestart[Synchronous] = Synchronous.NORMAL
    """SQLite alone. `normal`: a kill of the daemon loses nothing, a power cut may lose the last changes, never the
    database; `full`: a power cut loses nothing either, at about a quarter of the speed of adding."""

    def __post_init__(self) -> None:
        known = not self.url or self.url.startswith(("postgresql://", "sqlite:///"))
        require("storage.url", known, "must begin with postgresql:// or sqlite:///, or be empty")


class PathPolicyName(enum.Enum):
    """How much of the host's files clients of the API may name."""

    AUTO = "auto"
    CONFINED = "confined"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathsSection:
    """Which of the host's files clients of the API may name."""

    PATH: ClassVar = ("paths",)

    policy: PathPolicyName = PathPolicyName.AUTO
    """`confined`: only below the roots; `open`: whatever the daemon's user may; `auto`: open while every listener is
    on loopback and no roots are given, else confined."""
    roots: tuple[Path, ...] = ()
    """Folders that are open to clients, beside those of downloads, completed downloads, watched and kept torrents."""
    low_space: Bytes = Bytes(1024**3)
    """Free space below which a volume that we write to is reported; 0: never."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "roots", tuple(absolute("paths.roots", root) for root in self.roots))
        require_range("paths.low_space", self.low_space, 0, 2**60)


TARGET = " => "
HERE = "."


class OnAdded(enum.Enum):
    """What becomes of a watched file that was added."""

    KEEP = "keep"
    RENAME = "rename"
    DELETE = "delete"
    ALWAYS_DELETE = "always_delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFolderSection:
    """Folders whose .torrent and .magnet files are added by themselves."""

    PATH: ClassVar = ("watch_folder",)

    enabled: bool = False
    """Watch directory."""
    directory: Path | None = None
    """The folder; those below it are watched too."""
    more: tuple[str, ...] = ()
    """Further folders, each as /path, or as /path => /target to download elsewhere than usual; the target . is the
    watched folder itself. They are watched whatever `enabled` says."""
    check_interval: Seconds = Seconds(10.0)
    """Time between two looks."""
    on_added: OnAdded = OnAdded.KEEP
    """What becomes of an added file: `keep` (remembered, not added again), `rename` (gets .added), `delete`;
    `always_delete` deletes also what cannot be added."""

    def __post_init__(self) -> None:
        expand_path(self, "watch_folder.directory")
        require_range("watch_folder.check_interval", self.check_interval, 0.1, 86400)
        named = not self.enabled or self.directory is not None
        require("watch_folder.directory", named, "must name a folder when enabled is true")
        for text in self.more:
            folder, arrow, target = text.partition(TARGET)
            absolute("watch_folder.more", Path(folder))
            require(
                "watch_folder.more", not arrow or target == HERE or Path(target).is_absolute(), f"bad target: {text!r}"
            )

    @property
    def watched(self) -> dict[Path, Path | None]:
        """The folders, each with where its downloads go; None: where downloads go."""
        folders: dict[Path, Path | None] = {}
        if self.enabled and self.directory is not None:
            folders[self.directory] = None
        for text in self.more:
            name, _, target = text.partition(TARGET)
            folder = absolute("watch_folder.more", Path(name))
            folders[folder] = (folder if target == HERE else Path(target)) if target else None
        return folders
