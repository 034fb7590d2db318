"""The live table: what is last known of every download, and what changed since a reader last looked."""

import asyncio
import copy
import sys
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from itertools import islice

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.events import StateChanged
from tribler_core.domain.ports import Publish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Revision
from tribler_core.foundation.value import value

REMOVALS_KEPT = 10_000
"""Readers who missed more removals than this get the full list again."""


@value(frozen=True, slots=True)
class Delta:
    """What brings a reader's copy to `revision`: forget what is removed, then take what changed."""

    revision: Revision
    full: bool
    """`changed` is everything there is; what the reader had before is void."""
    changed: list[Download]
    """The oldest change first; all rows in order of adding when `full`."""
    removed: list[InfoHash]


class LiveTable:
    """Every download under its infohash, and the revision at which it last changed.

    The counter starts at the time of the process's start in microseconds, so that a revision of an earlier
    process is never taken for one of this. Readers pay for what changed, not for what there is.
    For the event loop's thread only. Publishes StateChanged when a row goes from one state to another.
    """

    def __init__(self, start: Revision, publish: Publish, *, removals_kept: int = REMOVALS_KEPT) -> None:
        self._publish = publish
        self._removals_kept = removals_kept
        self._rows: dict[InfoHash, Download] = {}
        self._aliases: dict[InfoHash, InfoHash] = {}
        self._states: Counter[DownloadState] = Counter()
        self._changed: OrderedDict[InfoHash, Revision] = OrderedDict()
        """The latest change of each row, the newest last."""
        self._removed: OrderedDict[InfoHash, Revision] = OrderedDict()
        self._horizon = start
        """The latest removal that is forgotten: who looked before it cannot be told exactly."""
        self._revision = start
        self._news = asyncio.Event()

    @property
    def revision(self) -> Revision:
        """Of the latest change."""
        return self._revision

    @property
    def states(self) -> Mapping[DownloadState, int]:
        """How many downloads are in each state; states that nobody is in may be left out."""
        return self._states

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, infohash: object) -> bool:
        """Whether a row has this identity."""
        return infohash in self._rows

    def resolve(self, infohash: InfoHash) -> InfoHash | None:
        """The identity of the download that goes by this infohash, be it a hybrid's second one; None: there is none."""
        return infohash if infohash in self._rows else self._aliases.get(infohash)

    def get(self, infohash: InfoHash) -> Download | None:
        """By either infohash; None: there is none."""
        row = self._rows.get(infohash)
        if row is None and (identity := self._aliases.get(infohash)) is not None:
            return self._rows[identity]
        return row

    def row_revision(self, infohash: InfoHash) -> Revision | None:
        """When the row last changed."""
        identity = self.resolve(infohash)
        return None if identity is None else self._changed[identity]

    def rows(self) -> list[Download]:
        """All, in order of adding, as they are now."""
        return list(self._rows.values())

    def walk(self) -> Iterable[Download]:
        """All, in order of adding; to be left before the table changes."""
        return self._rows.values()

    def page(self, offset: int, limit: int | None) -> list[Download]:
        """A stretch of the list in order of adding."""
        end = None if limit is None else min(offset + limit, sys.maxsize)
        return list(islice(self._rows.values(), offset, end))

    def put(self, download: Download) -> bool:
        """Show this; a row that is equal to what is shown changes nothing, and then the answer is False."""
        infohash = download.infohash
        before = self._rows.get(infohash)
        if before == download:
            return False
        second = _second_name(download)
        if second is not None:
            self.remove(second)  # a v2 magnet that turned out to be a hybrid was filed under its second name
            self._aliases[second] = infohash
        self._rows[infohash] = download
        self._removed.pop(infohash, None)
        self._mark(self._changed, infohash)
        self._count(before, download)
        return True

    def touch(self, infohash: InfoHash) -> None:
        """Something that is shown with this row, though not kept in it, has changed."""
        if (row := self._rows.get(infohash)) is not None:
            self._rows[infohash] = copy.copy(row)
            self._mark(self._changed, infohash)

    def remove(self, infohash: InfoHash) -> None:
        """Forget the row with this identity; an unknown one is passed over."""
        row = self._rows.pop(infohash, None)
        if row is None:
            return
        if (second := _second_name(row)) is not None:
            self._aliases.pop(second, None)
        self._states[row.state] -= 1
        del self._changed[infohash]
        self._mark(self._removed, infohash)
        if len(self._removed) > self._removals_kept:
            _, self._horizon = self._removed.popitem(last=False)

    def arrange(self, order: Iterable[InfoHash]) -> None:
        """List these first, in this order, then the others as they were; a change of the list, of no row."""
        rows = {infohash: self._rows[infohash] for infohash in order if infohash in self._rows}
        self._rows = rows | self._rows
        self._advance()

    def since(self, revision: Revision) -> Delta:
        """What a reader who was told `revision` has missed; its cost is the number of changes.

        All there is, when that is no revision of this table, or lies before the removals that are remembered.
        """
        if not self._horizon <= revision <= self._revision:
            return Delta(self._revision, full=True, changed=self.rows(), removed=[])
        changed = [self._rows[infohash] for infohash in _after(self._changed, revision)]
        return Delta(self._revision, full=False, changed=changed, removed=_after(self._removed, revision))

    async def wait_changed(self, after: Revision) -> None:
        """Return once the table is at another revision than `after`."""
        while self._revision == after:
            self._news.clear()
            await self._news.wait()

    def _mark(self, marks: OrderedDict[InfoHash, Revision], infohash: InfoHash) -> None:
        marks[infohash] = self._advance()
        marks.move_to_end(infohash)

    def _advance(self) -> Revision:
        self._revision = Revision(self._revision + 1)
        self._news.set()
        return self._revision

    def _count(self, before: Download | None, now: Download) -> None:
        if before is not None and before.state is now.state:
            return
        self._states[now.state] += 1
        if before is not None:
            self._states[before.state] -= 1
            self._publish(StateChanged(now.infohash, now.state))


def _second_name(download: Download) -> InfoHash | None:
    """A hybrid's infohash that is not its identity."""
    v2 = download.infohashes.v2
    return None if v2 == download.infohash else v2


def _after(marks: OrderedDict[InfoHash, Revision], revision: Revision) -> list[InfoHash]:
    """Those marked after `revision`, the oldest first: walks from the newest and stops."""
    newer: list[InfoHash] = []
    for infohash, marked in reversed(marks.items()):
        if marked <= revision:
            break
        newer.append(infohash)
    newer.reverse()
    return newer
