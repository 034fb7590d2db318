"""Reads downloads in pages, and sets those aside that cannot be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, or_, select, type_coerce
from sqlalchemy.types import NULLTYPE

from tribler_core.domain.ports import BrokenRecord, DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.storage.rows import from_row
from tribler_core.storage.schema import broken_rows, downloads, metainfos, resume_data

PAGE_BYTES = 8 * 1024 * 1024
"""A page of large torrents ends early, so that the memory of a stream does not grow with them."""

_FETCH = 20
"""Rows that the driver holds at once; PostgreSQL's would hold the whole page."""

_CONTENTS = downloads.outerjoin(metainfos).outerjoin(resume_data)
_COLUMNS = (
    *(column for column in downloads.c if column is not downloads.c.position),
    metainfos.c.content.label("torrent"),
    resume_data.c.content.label("resume_data"),
)

# Untyped: a type that cannot read one value would fail the whole page.
_RECORDS = select(
    downloads.c.position, *(type_coerce(column, NULLTYPE).label(column.name) for column in _COLUMNS)
).select_from(_CONTENTS)
_PAGE = (
    _RECORDS.where(downloads.c.position > bindparam("after"), downloads.c.position <= bindparam("last"))
    .order_by(downloads.c.position)
    .limit(bindparam("size"))
    .execution_options(yield_per=_FETCH)
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some downloads, in the order of adding."""

    records: Sequence[DownloadRecord | BrokenRecord]
    broken: Mapping[int, str]
    """The reason by the position of the row."""
    reached: int
    """Where the next page begins."""


def last_position(connection: Connection) -> int:
    """The position of the newest download; 0: there is none."""
    return connection.scalar(select(func.max(downloads.c.position))) or 0


def read_page(connection: Connection, *, after: int, last: int, size: int) -> Page:
    """At most `size` downloads after the position `after`, up to the position `last`."""
    records: list[DownloadRecord | BrokenRecord] = []
    broken: dict[int, str] = {}
    room = PAGE_BYTES
    with connection.execute(_PAGE, {"after": after, "last": last, "size": size}) as rows:
        for row in rows:
            record = from_row(row)
            records.append(record)
            if isinstance(record, BrokenRecord):
                broken[row.position] = record.reason
            else:
                room -= len(record.torrent or b"") + len(record.resume_data or b"")
            if room < 0:
                return Page(records, broken, row.position)
    return Page(records, broken, row.position if len(records) == size else last)


def read_record(connection: Connection, *, infohash: InfoHash) -> DownloadRecord | None:
    """The download of this name; None: it is not there, or not readable."""
    named = or_(downloads.c.infohash == infohash, downloads.c.v2 == infohash)
    row = connection.execute(_RECORDS.where(named)).first()
    record = None if row is None else from_row(row)
    return record if isinstance(record, DownloadRecord) else None


def set_aside(connection: Connection, *, broken: Mapping[int, str]) -> None:
    """Move rows, as they are, to where a person can look at them."""
    for position, reason in broken.items():
        row = select(literal(reason), *_COLUMNS).select_from(_CONTENTS).where(downloads.c.position == position)
        connection.execute(insert(broken_rows).from_select(["reason", *(c.name for c in _COLUMNS)], row))
        connection.execute(delete(downloads).where(downloads.c.position == position))
