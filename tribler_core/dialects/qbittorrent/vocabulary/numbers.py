"""Sentinels of the wire, both ways: bytes per second, minutes, positions, dates."""

from tribler_core.domain.torrent.files import FilePriority
from tribler_core.foundation.units import BytesPerSecond, Timestamp

UNKNOWN = -1
USE_GLOBAL = -2
"""A limit that is the global one."""
NO_LIMIT = -1
FOREVER = 8_640_000
"""Seconds that mean: no estimate, or never."""


def from_limit(limit: BytesPerSecond | None) -> int:
    """Bytes/s; 0: none."""
    return 0 if limit is None else limit


def from_limit_in_properties(limit: BytesPerSecond | None) -> int:
    """Bytes/s; -1: none. Quirk(qbittorrent): `properties` says it otherwise than everybody else."""
    return NO_LIMIT if limit is None else limit


def to_limit(number: int) -> BytesPerSecond | None:
    """Bytes/s; 0 or less: none."""
    return BytesPerSecond(number) if number > 0 else None


def from_time(time: Timestamp | None) -> int:
    """Unix seconds; -1: never, or unknown."""
    return time or UNKNOWN


def from_count(count: int | None) -> int:
    """-1: unknown."""
    return UNKNOWN if count is None else count


def from_position(position: int | None) -> int:
    """Queue positions count from 1; 0: not queued."""
    return 0 if position is None else position + 1


def from_priority(priority: int) -> int:
    """Of a file: 0 skip, 1 normal, 6 high, 7 maximal."""
    return priority if priority in (FilePriority.SKIP, FilePriority.HIGH, FilePriority.TOP) else 1


def to_priority(number: int) -> int | None:
    """The domain's priority; None: there is none of this number. 2 to 5 mean normal (the seed's sample shows a 4)."""
    if not FilePriority.SKIP <= number <= FilePriority.TOP:
        return None
    if number in (FilePriority.SKIP, FilePriority.HIGH, FilePriority.TOP):
        return number
    return int(FilePriority.NORMAL)
