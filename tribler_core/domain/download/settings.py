"""What a user wants of one download; stored, and true over restarts."""

import enum
from dataclasses import dataclass
from pathlib import PurePath
from typing import NewType

from tribler_core.foundation.units import BytesPerSecond, Seconds

Hops = NewType("Hops", int)
"""Onion-routed relays between us and the swarm; 0: none, plain."""

MAX_HOPS = Hops(3)


class SeedingMode(enum.Enum):
    """When a complete download stops seeding."""

    FOREVER = "forever"
    NEVER = "never"
    RATIO = "ratio"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedingRule:
    """When seeding ends; a None is replaced by the daemon's default of the moment."""

    mode: SeedingMode | None = None
    ratio: float | None = None
    """Uploaded / size; only for RATIO."""
    time: Seconds | None = None
    """Seconds since complete; only for TIME."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadSettings:
    """One download's own settings."""

    destination: PurePath
    """The folder that holds the content."""
    completed_dir: PurePath | None = None
    """Where the content moves when it is complete; None: it stays."""
    hops: Hops = Hops(0)
    safe_seeding: bool = False
    """Seed hidden, or not at all."""
    user_stopped: bool = False
    auto_managed: bool = False
    """The engine's queue decides when it runs."""
    sequential: bool = False
    upload_limit: BytesPerSecond | None = None
    download_limit: BytesPerSecond | None = None
    seeding: SeedingRule = SeedingRule()
    file_priorities: tuple[int, ...] | None = None
    """Per file of the torrent (pad files included); None: all normal. Longer lists than the torrent are cut."""
    selection: tuple[int, ...] | None = None
    """File indices wanted, kept until the metadata arrives and becomes `file_priorities`; None: all."""
    only_metadata: bool = False
    """Stop when the metadata has arrived."""
    stopped_by_rule: bool = False
    """Stopped by its seeding rule, not by the user."""
    name: str | None = None
    """A display name given by the user; None: the torrent's own."""
