"""Lists of items as they were shown last: states are always true, and moving numbers may be some minutes old."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tribler_core.config.sections import TorBoxSection
from tribler_core.dialects.torbox.shapes.item import Scene, present_item
from tribler_core.dialects.torbox.states import Moment
from tribler_core.domain.library.item import Item
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds
from tribler_core.services.library.delivery.digests import Digests
from tribler_core.services.library.library import Library

AT_ONCE = 200
"""Items that are presented before others get their turn."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    revision: int
    taken: Seconds
    rows: list[dict[str, Any]]


class Snapshots:
    """One list for each account, made anew when a state or the membership changed, when it is old, or when asked."""

    def __init__(self, library: Library, digests: Digests, clock: Clock, section: Callable[[], TorBoxSection]) -> None:
        self._library = library
        self._digests = digests
        self._clock = clock
        self._section = section
        self._taken: dict[int, _Snapshot] = {}

    async def listed(self, account: int, *, fresh: bool) -> list[dict[str, Any]]:
        """Newest first. Raises: CatalogueError."""
        known, now = self._taken.get(account), self._clock.monotonic()
        revision, oldest = self._library.revision(account), now - self._section().mylist_cache_seconds
        if known is not None and not fresh and known.revision == revision and known.taken > oldest:
            return known.rows
        rows = []
        for count, item in enumerate(self._library.listed(account)):
            rows.append(await self.present(item))
            if count % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)
        self._taken[account] = _Snapshot(revision, now, rows)
        return rows

    async def present(self, item: Item) -> dict[str, Any]:
        """One item, as it is now. Raises: CatalogueError."""
        holding = await self._library.holding(item)
        infohash = item.infohash if holding.row is None else holding.row.infohash
        scene = Scene(
            account=self._library.accounts.get(item.account),
            moment=Moment(self._clock.now(), self._section().stalled_after),
            retention=self._library.accounts.limits(item.account).retention,
            digests=await self._digests.of(infohash) if holding.files else {},
        )
        return present_item(holding, scene)
