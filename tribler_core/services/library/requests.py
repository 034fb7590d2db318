"""What can be asked of the library, and what is answered."""

import enum
from dataclasses import dataclass

from tribler_core.domain.library.item import Item
from tribler_core.domain.people.account import SeedWish
from tribler_core.foundation.unset import UNSET, Unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """Something that an account wants; exactly one of `magnet` and `torrent`."""

    magnet: str | None = None
    """Or a bare infohash."""
    torrent: bytes | None = None
    name: str | None = None
    seed: SeedWish | None = None
    """None: as the account prefers."""
    allow_zip: bool | None = None
    """None: as the account prefers."""
    as_queued: bool = False
    only_if_cached: bool = False


class How(enum.Enum):
    """What became of it."""

    STARTED = "started"
    CACHED = "cached"
    EXISTING = "existing"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class Created:
    """The item that was asked for."""

    item: Item
    how: How


class Operation(enum.Enum):
    """What can be done to an item."""

    REANNOUNCE = "reannounce"
    DELETE = "delete"
    RESUME = "resume"
    PAUSE = "pause"
    STOP_SEEDING = "stop_seeding"
    RECHECK = "recheck"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPatch:
    """What is UNSET stays as it is."""

    name: str | Unchanged = UNSET
    tags: tuple[str, ...] | Unchanged = UNSET
    alternative_hashes: tuple[str, ...] | Unchanged = UNSET
