"""What becomes of downloads is told to the items over them."""

import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.events import (
    ContentCompleted,
    DownloadAdded,
    DownloadFailed,
    DownloadRemoved,
    FileRenamed,
    MetadataArrived,
    StateChanged,
)
from tribler_core.domain.library.errors import ItemTooLarge
from tribler_core.domain.library.item import Item, Stage
from tribler_core.domain.people.account import NOBODY, SeedWish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.library.cached import Cached
from tribler_core.services.library.commands.creating import Creating
from tribler_core.services.library.desk import Desk, turns_of
from tribler_core.services.library.holding import Holding
from tribler_core.services.library.life.promoting import Promoting, title_of

log = logging.getLogger(__name__)

REMOVED = "the operator removed this download"
_OUT_OF_A_SLOT = (DownloadState.STOPPED, DownloadState.STOPPED_ON_ERROR, DownloadState.SEEDING)


class Following:
    """Hears the house, and keeps items true. What takes time is done behind the event."""

    def __init__(self, desk: Desk, holding: Holding, cached: Cached, creating: Creating, promoting: Promoting) -> None:
        self._desk = desk
        self._cached = cached
        self._holding = holding
        self._creating = creating
        self._promoting = promoting

    def listen(self) -> None:
        """Hear the house from now on."""
        subscribe = self._desk.events.subscribe
        subscribe(StateChanged, self._state_changed)
        subscribe(ContentCompleted, lambda event: self._later(self.finished(event.infohash), "completion"))
        subscribe(MetadataArrived, self._metadata)
        subscribe(DownloadFailed, lambda event: self._later(self._failed(event), "failure"))
        subscribe(DownloadAdded, self._added)
        subscribe(DownloadRemoved, self._removed)
        subscribe(FileRenamed, lambda event: self._desk.index.touch(event.infohash))

    async def finished(self, infohash: InfoHash) -> None:
        """All of it is here."""
        row = self._desk.downloads.table.get(infohash)
        if row is None or not row.complete:
            return
        for item in self._desk.index.holders(row.infohash):
            if item.finished is None:
                await self._finish(item)
            self._promoting.soon(item.account)
        for item in self._desk.index.over(row.infohash):
            if item.stage is Stage.QUEUED and self._cached.row(item.account, row.infohash) is not None:
                await self._have(item)

    async def adopt(self, infohashes: list[InfoHash]) -> None:
        """Downloads that another API brought in belong to the owner's list."""
        owner, now = self._desk.owner(), self._desk.clock.now()
        if owner is None:
            return
        adopted = []
        for infohash in infohashes:
            row = self._desk.downloads.table.get(infohash)
            if row is not None and self._desk.index.find(owner, (row.infohashes.v1, row.infohashes.v2)) is None:
                item = Item(
                    account=owner,
                    infohash=row.infohash,
                    stage=Stage.ACTIVE,
                    created=row.transfer.added or now,
                    updated=now,
                    known_name=row.transfer.name,
                    size=row.transfer.size,
                    started=now,
                    finished=now if row.complete else None,
                    foreign=True,
                )
                adopted.append(item)
        await self._desk.index.add(adopted)

    async def lost(self, item: Item) -> None:
        """Its download went, and not through us."""
        async with self._desk.turns.take(turns_of(item.account, item.infohash)):
            known = self._desk.index.known(item.number)
            if known is None or self._desk.row(known) is not None:
                return
            if known.stage is Stage.RETAINED or (known.foreign and known.account == self._desk.owner()):
                await self._desk.index.remove(known)
            elif known.stage is Stage.ACTIVE:
                gone = replace(known, failure=REMOVED, finished=None, from_cache=False, updated=self._desk.clock.now())
                await self._desk.index.save(gone)
                await self._desk.notices.tell(known.account, "Download failed", f"{title_of(known)}: {REMOVED}")
                self._promoting.soon(known.account)

    # Events.

    def _state_changed(self, event: StateChanged) -> None:
        self._desk.index.touch(event.infohash)
        if event.state in _OUT_OF_A_SLOT:
            for item in self._desk.index.holders(event.infohash):
                self._promoting.soon(item.account)

    def _metadata(self, event: MetadataArrived) -> None:
        self._desk.index.touch(event.infohash)
        self._later(self._measure(event), "metadata")

    def _added(self, event: DownloadAdded) -> None:
        if event.infohash not in self._desk.own:
            self._later(self._adopt_one(event.infohash), "a download of another API")

    def _removed(self, event: DownloadRemoved) -> None:
        self._desk.index.touch(event.infohash)
        if event.infohash not in self._desk.own:
            for item in self._desk.index.over(event.infohash):
                self._later(self.lost(item), "a download that was removed")

    async def _adopt_one(self, infohash: InfoHash) -> None:
        """It may be one that had been removed from those who hold it: they have it again."""
        async with self._desk.turns.take(turns_of(NOBODY, infohash)):
            row = self._desk.downloads.table.get(infohash)
            back = [item for item in self._desk.index.holders(infohash) if item.failure == REMOVED]
            finished = self._desk.clock.now() if row is not None and row.complete else None
            await self._desk.index.save(*(replace(item, failure="", finished=finished) for item in back))
            await self.adopt([infohash])

    async def _failed(self, event: DownloadFailed) -> None:
        for item in self._desk.index.holders(event.infohash):
            await self._desk.notices.tell(item.account, "Download failed", f"{title_of(item)}: {event.message}")
            self._promoting.soon(item.account)

    async def _finish(self, item: Item) -> None:
        async with self._desk.turns.take(turns_of(item.account, item.infohash)):
            known, now = self._desk.index.known(item.number), self._desk.clock.now()
            if known is None or known.finished is not None or known.stage is not Stage.ACTIVE:
                return
            known = replace(known, finished=now, updated=now)
            if not self._may_seed(known):
                known = replace(known, seed=SeedWish.STOP)
            await self._desk.index.save(known)
            await self._holding.settle(known)
        await self._desk.notices.tell(item.account, "Download finished", f"{title_of(item)} is complete")

    async def _have(self, item: Item) -> None:
        """It waits for a slot, and needs none any more."""
        async with self._desk.turns.take(turns_of(item.account, item.infohash)):
            known, now = self._desk.index.known(item.number), self._desk.clock.now()
            if known is None or known.stage is not Stage.QUEUED:
                return
            had = replace(known, stage=Stage.ACTIVE, held=False, started=now, finished=now, updated=now)
            await self._desk.index.save(replace(had, from_cache=True))
            await self._holding.settle(had)
        await self._desk.notices.tell(item.account, "Download finished", f"{title_of(item)} is complete")

    def _may_seed(self, item: Item) -> bool:
        most = self._desk.accounts.limits(item.account).seeding_slots if item.account != NOBODY else None
        if most is None or item.seed is SeedWish.STOP:
            return True
        seeding = [
            other
            for other in self._desk.index.of(item.account)
            if other.finished is not None and other.seed is not SeedWish.STOP and other.number != item.number
        ]
        return len(seeding) < most

    async def _measure(self, event: MetadataArrived) -> None:
        """The name and the size are known now; too much is too much."""
        identity = event.infohashes.identity
        for item in [*self._desk.index.over(event.infohash)]:
            if item.account == NOBODY:
                continue
            async with self._desk.turns.take(turns_of(item.account, event.infohash, identity)):
                known, row = self._desk.index.known(item.number), self._desk.downloads.table.get(identity)
                if known is None or row is None or not known.owned:
                    continue
                taken = self._desk.index.find(known.account, [identity])
                name = known.infohash if taken is not None else identity
                size, title = row.transfer.size, row.transfer.name or known.known_name
                known = replace(known, infohash=name, size=size, known_name=title, updated=self._desk.clock.now())
                await self._desk.index.save(known)
                await self._refuse_if_too_large(known)

    async def _refuse_if_too_large(self, item: Item) -> None:
        try:
            if not item.foreign:
                self._creating.check_size(item.account, item.size)
        except ItemTooLarge as error:
            failed = replace(item, failure=str(error), updated=self._desk.clock.now())
            others = [each for each in self._desk.index.holders(item.infohash) if each.number != item.number]
            await self._desk.index.save(failed)
            if not others and (row := self._desk.row(item)) is not None:
                await self._send_away(row.infohash)
            await self._desk.notices.tell(item.account, "Download failed", f"{title_of(item)}: {error}")
            self._promoting.soon(item.account)

    async def _send_away(self, infohash: InfoHash) -> None:
        self._desk.own.add(infohash)
        try:
            await self._desk.downloads.remove(infohash, with_data=True)
        finally:
            self._desk.own.discard(infohash)

    def _later(self, work: Coroutine[Any, Any, None], name: str) -> None:
        _ = self._desk.tasks.spawn(work, f"library: {name}")
