"""Items: one account's hold on a torrent that others may hold as well."""

import enum

from tribler_core.domain.people.account import NOBODY, SeedWish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Timestamp
from tribler_core.foundation.value import value

MISSING = "files of this download are missing on the disk"
"""A failure of an item: what was complete cannot be read any more."""


class Stage(enum.Enum):
    """Where an item is in its life."""

    QUEUED = "queued"
    """Waits for a slot; nothing of it is in the engine."""
    ACTIVE = "active"
    """Holds its torrent, whatever that does."""
    LEAVING = "leaving"
    """It is deleted; what is left of it is being cleared away."""
    RETAINED = "retained"
    """Nobody's: complete data that is kept for whoever wants it next."""


@value(frozen=True, slots=True, kw_only=True)
class Item:
    """One account's hold on a torrent."""

    number: int = 0
    """From 1, never used again, the same from the queue to the end; given by the store."""
    account: int
    infohash: InfoHash
    """The identity of the torrent."""
    stage: Stage
    created: Timestamp
    updated: Timestamp
    name: str | None = None
    """Given by the account; None: the torrent's own."""
    known_name: str = ""
    """Of the torrent or the magnet, when it was added; empty: neither had one."""
    magnet: str = ""
    """As it was received; empty: it was added by its .torrent."""
    size: int = 0
    """Bytes as known when it was added; 0: unknown."""
    seed: SeedWish = SeedWish.AUTO
    allow_zip: bool = True
    paused: bool = False
    held: bool = False
    """In the queue behind the others, by its own wish."""
    started: Timestamp | None = None
    """When its torrent was in the downloads; None: never yet."""
    finished: Timestamp | None = None
    """When its data was complete here; None: not yet."""
    from_cache: bool = False
    """Everything was there when it was added."""
    foreign: bool = False
    """Its torrent was brought in by another API."""
    with_data: bool = False
    """LEAVING: the content goes too."""
    failure: str = ""
    """Why it does not go on; empty: it does."""
    tags: tuple[str, ...] = ()
    alternative_hashes: tuple[str, ...] = ()
    last_used: Timestamp = Timestamp(0)
    """RETAINED: when somebody last wanted it."""

    @property
    def owned(self) -> bool:
        """Somebody sees it in a list."""
        return self.account != NOBODY and self.stage in (Stage.QUEUED, Stage.ACTIVE)


@value(frozen=True, slots=True)
class FileDigest:
    """What was computed of a complete file."""

    crc32: int
    md5: str
    """Hex."""
    opensubtitles: str
    """16 hex digits; empty for files under 128 KiB."""


@value(frozen=True, slots=True)
class LinkUse:
    """The first use of a link."""

    address: str
    """Of the client."""
    first_used: Timestamp
