"""Parts of the live table: filtered, sorted, paged."""

import enum
import heapq
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.foundation.turns import aside
from tribler_core.foundation.value import value
from tribler_core.services.downloads.table import LiveTable


class SortField(enum.Enum):
    """What a list can be sorted by."""

    NAME = "name"
    STATE = "state"
    SIZE = "size"
    PROGRESS = "progress"
    ADDED = "added"
    COMPLETED = "completed"
    DOWNLOAD_RATE = "download_rate"
    UPLOAD_RATE = "upload_rate"
    DOWNLOADED = "downloaded"
    UPLOADED = "uploaded"
    QUEUE_POSITION = "queue_position"


_UNQUEUED = 1 << 62
"""Sorts behind every queue position."""

_KEYS: dict[SortField, Callable[[Download], Any]] = {
    SortField.NAME: lambda download: download.name.casefold(),
    SortField.STATE: lambda download: download.state.value,
    SortField.SIZE: lambda download: download.transfer.size,
    SortField.PROGRESS: lambda download: download.transfer.progress,
    SortField.ADDED: lambda download: download.transfer.added,
    SortField.COMPLETED: lambda download: download.transfer.completed or 0,
    SortField.DOWNLOAD_RATE: lambda download: download.transfer.download_rate,
    SortField.UPLOAD_RATE: lambda download: download.transfer.upload_rate,
    SortField.DOWNLOADED: lambda download: download.transfer.downloaded,
    SortField.UPLOADED: lambda download: download.transfer.uploaded,
    SortField.QUEUE_POSITION: lambda download: (
        _UNQUEUED if download.transfer.queue_position is None else download.transfer.queue_position
    ),
}


@value(frozen=True, slots=True, kw_only=True)
class View:
    """Which rows, in which order."""

    states: frozenset[DownloadState] | None = None
    """Only downloads in one of these; None: in any."""
    name: str = ""
    """Only downloads whose name contains this, in any case."""
    sort: SortField | None = None
    """None: in order of adding. Rows that sort alike stay in order of adding."""
    descending: bool = False
    offset: int = 0
    limit: int | None = None
    """None: to the end."""


async def select(table: LiveTable, view: View) -> list[Download]:
    """The rows of a view, as they are now.

    A page in order of adding stops where the page ends; a sorted page keeps no more than its end.
    """
    if view == View(offset=view.offset, limit=view.limit):
        return table.page(view.offset, view.limit)
    rows = table.rows()
    return await aside(len(rows), lambda: _chosen(rows, view))


def _chosen(rows: Sequence[Download], view: View) -> list[Download]:
    end = None if view.limit is None else min(view.offset + view.limit, sys.maxsize)
    return list(islice(_ordered(_matching(rows, view), view, end), view.offset, end))


def _matching(rows: Iterable[Download], view: View) -> Iterable[Download]:
    states, name = view.states, view.name.casefold()
    if states is not None:
        rows = (row for row in rows if row.state in states)
    if name:
        rows = (row for row in rows if name in row.name.casefold())
    return rows


def _ordered(rows: Iterable[Download], view: View, end: int | None) -> Iterable[Download]:
    if view.sort is None:
        return reversed(list(rows)) if view.descending else rows
    key = _KEYS[view.sort]
    if end is None:
        return sorted(rows, key=key, reverse=view.descending)
    return heapq.nlargest(end, rows, key) if view.descending else heapq.nsmallest(end, rows, key)
