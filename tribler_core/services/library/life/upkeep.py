"""What a start finds, and what time brings."""

import asyncio
import logging
from collections import Counter
from dataclasses import replace

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.library.item import Item, Stage
from tribler_core.domain.people.account import NOBODY
from tribler_core.foundation.units import Seconds, Timestamp
from tribler_core.services.library.desk import Desk, turns_of
from tribler_core.services.library.holding import Holding
from tribler_core.services.library.life.following import Following
from tribler_core.services.library.life.promoting import Promoting, title_of
from tribler_core.services.library.starting import Starting

log = logging.getLogger(__name__)

LOOK_EVERY = Seconds(0.1)
"""While downloads are loaded."""
METADATA_KEPT = 3600 * 24
"""Seconds."""


class Upkeep:
    """Makes good what a kill left half done; expires, evicts, promotes, counts."""

    def __init__(self, desk: Desk, holding: Holding, starting: Starting, life: Following, promoting: Promoting) -> None:
        self._desk = desk
        self._holding = holding
        self._starting = starting
        self._life = life
        self._promoting = promoting
        self.ready = asyncio.Event()
        self.served: Counter[int] = Counter()
        """Bytes over links by account, since last written down."""

    async def run(self) -> None:
        """For as long as the daemon lives."""
        while True:
            if self._desk.downloads.checkpoints.all_loaded:
                break
            await asyncio.sleep(LOOK_EVERY)
        await self.make_good()
        self.ready.set()
        while True:
            await self.look()
            await asyncio.sleep(self._desk.section().queue_interval)

    async def make_good(self) -> None:
        """Items and downloads agree afterwards."""
        for item in self._desk.index.all():
            try:
                await self._mend(item)
            except TriblerError as error:
                log.warning("item %d could not be mended: %s", item.number, error)
                await self._give_up(item, str(error))
        rows = [row.infohash for row in self._desk.downloads.table.walk()]
        await self._life.adopt([infohash for infohash in rows if not self._desk.index.over(infohash)])

    async def look(self) -> None:
        """Once a while; a failure is tried again the next time."""
        try:
            await self.write_down()
            await self._expire()
            await self._evict()
            await self._desk.notices.trim()
            now, section = self._desk.clock.now(), self._desk.section()
            await self._desk.shelf.tidy(
                links_before=Timestamp(int(now - section.link_grace - section.link_ttl)),
                metadata_before=Timestamp(now - METADATA_KEPT),
            )
        except TriblerError:
            log.exception("housekeeping of the library failed; it is tried again")
        self._promoting.all_soon()

    async def write_down(self) -> None:
        """What was served since last time. Raises: CatalogueError."""
        served, self.served = self.served, Counter()
        if served:
            await self._desk.accounts.add_bytes(served, {})

    async def _mend(self, item: Item) -> None:
        row = self._desk.row(item)
        if item.stage is Stage.LEAVING:
            await self._holding.clear_away(item)
        elif item.stage is Stage.RETAINED and row is None:
            await self._desk.index.remove(item)
        elif item.stage is not Stage.ACTIVE or item.failure:
            return
        elif item.started is None:
            async with self._desk.turns.take(turns_of(item.account, item.infohash)):
                await self._starting.start(item)
        elif row is None:
            await self._life.lost(item)
        elif row.complete and item.finished is None:
            await self._life.finished(row.infohash)
        elif row.transfer.missing_data and item.finished is not None:
            await self._desk.index.save(replace(item, finished=None, from_cache=False))

    async def _give_up(self, item: Item, reason: str) -> None:
        """One that cannot be started is told of, and takes no slot."""
        known = self._desk.index.known(item.number)
        if known is not None and known.stage is Stage.ACTIVE and known.started is None:
            await self._desk.index.save(replace(known, failure=reason))

    async def _expire(self) -> None:
        """Items whose time is over."""
        now = self._desk.clock.now()
        for account in self._desk.accounts.all():
            retention = self._desk.accounts.limits(account.number).retention
            if retention is None:
                continue
            for item in self._desk.index.of(account.number):
                if item.created + retention <= now:
                    await self._let_go(item)
                    await self._desk.notices.tell(account.number, "Download expired", f"{title_of(item)} has expired")

    async def _evict(self) -> None:
        """Kept data whose time is over, then what nobody wanted for longest, until the rest fits."""
        section, now = self._desk.section(), self._desk.clock.now()
        kept = [item for item in self._desk.index.all() if item.stage is Stage.RETAINED]
        kept.sort(key=lambda item: item.last_used, reverse=True)
        total = 0
        for item in kept:
            row = self._desk.row(item)
            total += item.size if row is None else row.transfer.size
            old = item.last_used + section.cache_retention <= now
            if old or (section.cache_max_bytes and total > section.cache_max_bytes):
                await self._let_go(item)

    async def _let_go(self, item: Item) -> None:
        async with self._desk.turns.take(turns_of(item.account, item.infohash)):
            known = self._desk.index.known(item.number)
            if known is not None and known.stage in (Stage.ACTIVE, Stage.QUEUED, Stage.RETAINED):
                await self._holding.let_go(known)
        if item.account != NOBODY:
            self._promoting.soon(item.account)
