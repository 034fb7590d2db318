"""What this dialect's clients keep with a torrent, and what shows in every row though it is no torrent's."""

from dataclasses import dataclass

from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import NO_LIMITS, USE_GLOBALS, ShareLimits, from_rule
from tribler_core.domain.download.snapshot import Download


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Of one torrent."""

    category: str = ""
    tags: tuple[str, ...] = ()
    """Sorted."""
    automatic: bool = False
    """Its folders follow its category."""
    first_last_first: bool = False
    limits: ShareLimits = USE_GLOBALS
    """Its own."""
    comment: str | None = None
    """Given by the user; None: the torrent's own."""


def labels_of(download: Download) -> Labels:
    """A function of the snapshot alone, so that an old snapshot keeps the labels that it had."""
    settings = download.settings
    return Labels(
        category=settings.category or "",
        tags=settings.tags,
        automatic=settings.managed,
        first_last_first=settings.first_last_first,
        limits=from_rule(settings.seeding),
        comment=settings.comment,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What all rows show alike; another scene makes every row another."""

    profile: Profile
    limits: ShareLimits = NO_LIMITS
    """The global ones."""
    queueing: bool = True
    """The queue is on."""
