"""A download to a row of the catalogue and back. What comes back is believed only when it is what was written."""

from typing import Any

from sqlalchemy import Row

from tribler_core.domain.ports import BrokenRecord, DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.foundation.units import Timestamp
from tribler_core.storage.records import (
    BrokenValue,
    magnet_from_json,
    read_infohash,
    settings_from_json,
    settings_to_json,
    to_json,
)


def to_row(record: DownloadRecord) -> dict[str, Any]:
    """The columns of `downloads`, but for `position`."""
    return {
        "infohash": record.infohashes.identity,
        "v1": record.infohashes.v1,
        "v2": record.infohashes.v2,
        "added": record.added,
        "completed": record.completed,
        "complete": record.complete,
        "settings": settings_to_json(record.settings),
        "magnet": None if record.magnet is None else to_json(record.magnet),
    }


def from_row(row: Row[Any]) -> DownloadRecord | BrokenRecord:
    """From the columns of `downloads`, `torrent` and `resume_data`, as the driver gave them."""
    try:
        return _record(row)
    except ValueError as error:
        key = str(row.infohash).encode("ascii", "backslashreplace").decode()
        return BrokenRecord(key, str(error).encode("ascii", "backslashreplace").decode())


def _record(row: Row[Any]) -> DownloadRecord:
    infohashes = InfoHashes(
        None if row.v1 is None else read_infohash(row.v1),
        None if row.v2 is None else read_infohash(row.v2),
    )
    if row.infohash not in (infohashes.v1, infohashes.v2):
        raise BrokenValue(f"{row.infohash!r} is not an infohash of this torrent")
    return DownloadRecord(
        infohashes=infohashes,
        settings=settings_from_json(row.settings),
        added=_timestamp(row.added),
        magnet=None if row.magnet is None else magnet_from_json(row.magnet),
        torrent=_content(row.torrent),
        resume_data=_content(row.resume_data),
        completed=None if row.completed is None else _timestamp(row.completed),
        complete=_flag(row.complete),
    )


def _timestamp(value: object) -> Timestamp:
    if not isinstance(value, int):
        raise BrokenValue(f"{value!r} is no time")
    return Timestamp(value)


def _flag(value: object) -> bool:
    """SQLite has numbers for flags, PostgreSQL flags."""
    if value not in (0, 1):
        raise BrokenValue(f"{value!r} is neither true nor false")
    return bool(value)


def _content(value: object) -> bytes | None:
    if value is not None and not isinstance(value, bytes):
        raise BrokenValue("the content of a file is no bytes")
    return value
