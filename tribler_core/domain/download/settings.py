"""What a user wants of one download; stored, and true over restarts."""

import enum
from pathlib import PurePath
from typing import NewType

from tribler_core.foundation.units import BytesPerSecond, Seconds
from tribler_core.foundation.value import value

Hops = NewType("Hops", int)
"""Onion-routed relays between us and the swarm; 0: none, plain."""

MAX_HOPS = Hops(3)
HOP_COUNTS = tuple(Hops(hops) for hops in range(1, MAX_HOPS + 1))
"""Of hidden downloads."""


class SeedingMode(enum.Enum):
    """When a complete download stops seeding."""

    FOREVER = "forever"
    NEVER = "never"
    RATIO = "ratio"
    TIME = "time"


class EndAction(enum.Enum):
    """What is done when seeding ends."""

    STOP = "stop"
    REMOVE = "remove"
    REMOVE_WITH_CONTENT = "remove_with_content"
    SUPER_SEED = "super_seed"


class Match(enum.Enum):
    """How many of several limits have to be reached."""

    ANY = "any"
    ALL = "all"


class ContentLayout(enum.Enum):
    """Whether the files get a folder of their own."""

    ORIGINAL = "original"
    """As the torrent says."""
    SUBFOLDER = "subfolder"
    NO_SUBFOLDER = "no_subfolder"


@value(frozen=True, slots=True)
class Limit:
    """A number to be reached, or expressly none, which is not the same as no word at all."""

    value: float | None


@value(frozen=True, slots=True, kw_only=True)
class SeedingLimits:
    """Ends of seeding that are set one by one; a None is taken from the category, then from the daemon."""

    ratio: Limit | None = None
    """Uploaded / downloaded, or / size when next to nothing was downloaded."""
    time: Limit | None = None
    """Seconds of seeding."""
    idle: Limit | None = None
    """Seconds without a byte uploaded or downloaded."""
    action: EndAction | None = None
    match: Match | None = None


@value(frozen=True, slots=True, kw_only=True)
class SeedingRule:
    """When seeding ends; a None is replaced by the daemon's default of the moment."""

    mode: SeedingMode | None = None
    ratio: float | None = None
    """Uploaded / size; only for RATIO."""
    time: Seconds | None = None
    """Seconds since complete; only for TIME."""
    limits: SeedingLimits | None = None
    """Said one by one; then mode, ratio and time are not looked at. None: those say it all."""


@value(frozen=True, slots=True)
class Certificate:
    """What a torrent that has a certificate authority of its own demands of its peers, in PEM."""

    certificate: str = ""
    private_key: str = ""
    dh_params: str = ""


@value(frozen=True, slots=True, kw_only=True)
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
    stop_after_check: bool = False
    """Stop when the data that is there is verified."""
    name: str | None = None
    """A display name given by the user; None: the torrent's own."""
    comment: str | None = None
    """Given by the user; None: the torrent's own."""
    category: str | None = None
    tags: tuple[str, ...] = ()
    """Sorted, each once."""
    managed: bool = False
    """Its folders follow its category."""
    download_path: PurePath | None = None
    """Where the content lies until it is complete and moves to `completed_dir`; None: there is no such folder."""
    content_layout: ContentLayout = ContentLayout.ORIGINAL
    forced: bool = False
    """Runs whatever the engine's queue says, and does not end by a seeding rule's limits."""
    first_last_first: bool = False
    """The first and last pieces of each file before the others."""
    super_seeding: bool = False
    certificate: Certificate | None = None
    """Only of torrents that demand one."""
    seed_mode: bool = False
    """Added as complete without a check; a piece is verified when a peer asks for it."""

    preallocate: bool = False
    """All space was taken when it began, whatever the daemon's rule is."""
    transient: bool = False
    """Gone at the next start."""

    @property
    def final_folder(self) -> PurePath:
        """Where the content lies once it is complete."""
        return self.completed_dir or self.destination

    @property
    def queued(self) -> bool:
        """The engine's queue has a say in when it runs."""
        return self.auto_managed and not self.forced
