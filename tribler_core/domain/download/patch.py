"""A partial change of one download: all of it happens, or nothing."""

import enum
from pathlib import PurePath

from tribler_core.domain.download.settings import Certificate, Hops, SeedingRule
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.foundation.value import value


class Command(enum.Enum):
    """What a download is told to do."""

    RESUME = "resume"
    STOP = "stop"
    RECHECK = "recheck"


class QueueMove(enum.Enum):
    """Where in the queue it goes."""

    UP = "up"
    DOWN = "down"
    TOP = "top"
    BOTTOM = "bottom"


@value(frozen=True, slots=True, kw_only=True)
class Move:
    """New folders for the content."""

    destination: PurePath
    completed_dir: PurePath | None = None


@value(frozen=True, slots=True, kw_only=True)
class DownloadPatch:
    """What is UNSET stays as it is; None lifts a limit."""

    hops: Hops | Unchanged = UNSET
    safe_seeding: bool | Unchanged = UNSET
    selection: tuple[int, ...] | Unchanged | None = UNSET
    """File indices to keep; None: all."""
    file_priorities: dict[int, int] | Unchanged = UNSET
    """Priority (0 to 7) by file index."""
    upload_limit: BytesPerSecond | Unchanged | None = UNSET
    download_limit: BytesPerSecond | Unchanged | None = UNSET
    seeding: SeedingRule | Unchanged = UNSET
    auto_managed: bool | Unchanged = UNSET
    sequential: bool | Unchanged = UNSET
    name: str | Unchanged | None = UNSET
    comment: str | Unchanged | None = UNSET
    category: str | Unchanged | None = UNSET
    """One that exists; what it means for the folders of a managed download is the daemon's matter."""
    tags: tuple[str, ...] | Unchanged = UNSET
    """These and no others."""
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    managed: bool | Unchanged = UNSET
    """True, also for one that is managed: its folders become those of its category."""
    forced: bool | Unchanged = UNSET
    first_last_first: bool | Unchanged = UNSET
    super_seeding: bool | Unchanged = UNSET
    certificate: Certificate | Unchanged | None = UNSET
    save_path: PurePath | Unchanged = UNSET
    """Where the content shall lie once it is complete; what lies elsewhere by then is moved."""
    download_path: PurePath | Unchanged | None = UNSET
    """Where it shall lie until then; None: at `save_path` from the beginning."""
    completed_dir: PurePath | Unchanged | None = UNSET
    queue: QueueMove | Unchanged = UNSET
    command: Command | Unchanged = UNSET
    move: Move | Unchanged = UNSET
    renamed_files: dict[int, str] | Unchanged = UNSET
    """New path (POSIX, relative to the destination) by file index."""
