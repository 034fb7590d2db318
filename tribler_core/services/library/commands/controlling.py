"""What an account does to an item that it has."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.errors import DownloadNotFound, MetainfoNotYetKnown
from tribler_core.domain.library.errors import ActiveLimit, ItemNotFound, NotYet
from tribler_core.domain.library.item import MISSING, Item, Stage
from tribler_core.domain.people.account import SeedWish
from tribler_core.foundation.unset import given
from tribler_core.services.library.desk import Desk, turns_of
from tribler_core.services.library.holding import Holding
from tribler_core.services.library.requests import ItemPatch, Operation
from tribler_core.services.library.starting import Starting

Do = Callable[[Item], Awaitable[object]]


class Controlling:
    """Pauses, resumes, deletes, and so on; safe to repeat, but for a deletion."""

    def __init__(self, desk: Desk, holding: Holding, starting: Starting) -> None:
        self._desk = desk
        self._holding = holding
        self._starting = starting
        self._doers: Mapping[Operation, Do] = {
            Operation.REANNOUNCE: self._reannounce,
            Operation.DELETE: holding.let_go,
            Operation.RESUME: self.go_on,
            Operation.PAUSE: self._pause,
            Operation.STOP_SEEDING: self._stop_seeding,
            Operation.RECHECK: self._recheck,
        }

    async def control(self, account: int, number: int, operation: Operation) -> None:
        """Raises: ItemNotFound, NotYet, and what changing a download raises."""
        item = self._desk.index.get(account, number)
        async with self._desk.turns.take(turns_of(account, item.infohash)):
            await self._doers[operation](self._desk.index.get(account, number))

    async def control_all(self, account: int, operation: Operation) -> None:
        """All that the account has. Raises: what changing a download raises."""
        for item in self._desk.index.of(account):
            try:
                await self.control(account, item.number, operation)
            except (ItemNotFound, NotYet):
                continue

    async def edit(self, account: int, number: int, patch: ItemPatch) -> Item:
        """Raises: ItemNotFound, CatalogueError."""
        item = self._desk.index.get(account, number)
        async with self._desk.turns.take(turns_of(account, item.infohash)):
            item = self._desk.index.get(account, number)
            edited = replace(
                item,
                name=given(patch.name, item.name) or None,
                tags=given(patch.tags, item.tags),
                alternative_hashes=given(patch.alternative_hashes, item.alternative_hashes),
                updated=self._desk.clock.now(),
            )
            await self._desk.index.save(edited)
            return edited

    async def start_queued(self, account: int, number: int) -> None:
        """Out of its turn; one that runs already is left to it. Raises: ItemNotFound, ActiveLimit."""
        item = self._desk.index.get(account, number)
        async with self._desk.turns.take(turns_of(account, item.infohash)):
            item = self._desk.index.get(account, number)
            if item.stage is not Stage.QUEUED:
                return
            if not self._desk.has_free_slot(account):
                raise ActiveLimit(self._desk.accounts.limits(account).slots or 0, self._desk.active(account))
            await self._activate(item)

    async def go_on(self, item: Item) -> Item:
        """Its pause and its failure are over; without a free slot it waits for one. The caller holds the turns."""
        if item.stage is Stage.QUEUED or not (item.paused or item.failure):
            if item.stage is Stage.ACTIVE:
                await self._holding.settle(item, running=True)
            return item
        now = self._desk.clock.now()
        if item.failure == MISSING:
            item = await self._look_again(item)
        item = replace(item, paused=False, failure="", updated=now)
        complete = item.finished is not None and self._desk.row(item) is not None
        if not complete and not self._desk.has_free_slot(item.account):
            await self._put_in_queue(item)
            return self._desk.index.get(item.account, item.number)
        await self._desk.index.save(item)
        if self._desk.row(item) is None:
            return await self._starting.start(replace(item, finished=None))
        await self._holding.settle(item, running=True)
        return item

    async def _put_in_queue(self, item: Item) -> None:
        """Nothing of it runs, but its data stays where it is: it is the first to go on."""
        others = [other for other in self._desk.index.holders(item.infohash) if other.number != item.number]
        row = self._desk.row(item)
        await self._desk.index.save(replace(item, stage=Stage.QUEUED))
        if row is not None and all(other.paused for other in others) and not row.settings.user_stopped:
            await self._desk.downloads.update(row.infohash, DownloadPatch(command=Command.STOP))

    async def _activate(self, item: Item) -> Item:
        """From the queue into the downloads."""
        item = replace(item, stage=Stage.ACTIVE, held=False, updated=self._desk.clock.now())
        await self._desk.index.save(item)
        return await self._starting.start(item)

    async def activate(self, item: Item) -> Item:
        """A slot is free for it. The caller holds the turns. Raises: what adding a download raises."""
        return await self._activate(item)

    async def _pause(self, item: Item) -> None:
        if item.stage is Stage.QUEUED or item.paused:
            return
        item = replace(item, paused=True, updated=self._desk.clock.now())
        await self._desk.index.save(item)
        await self._holding.settle(item)

    async def _stop_seeding(self, item: Item) -> None:
        if item.finished is not None and item.seed is not SeedWish.STOP:
            item = replace(item, seed=SeedWish.STOP, updated=self._desk.clock.now())
            await self._desk.index.save(item)
            await self._holding.settle(item)

    async def _reannounce(self, item: Item) -> None:
        if item.failure:
            item = await self.go_on(item)
        row = self._desk.row(item)
        if row is not None and item.stage is Stage.ACTIVE:
            if row.error:
                await self._holding.settle(item, running=True)
            await self._desk.downloads.announce(row.infohash)

    async def _look_again(self, item: Item) -> Item:
        """What was there and is missing is looked for, and what is not found is fetched again, for all who hold it."""
        row, index = self._desk.row(item), self._desk.index
        missing = [each for each in index.over(item.infohash) if each.failure == MISSING]
        await index.save(*(replace(each, failure="") for each in missing))
        if row is not None:
            with suppress(DownloadNotFound, MetainfoNotYetKnown):
                await self._desk.downloads.update(row.infohash, DownloadPatch(command=Command.RECHECK))
        return replace(item, failure="")

    async def _recheck(self, item: Item) -> None:
        if item.failure == MISSING:
            await self._look_again(item)
            return
        row = self._desk.row(item)
        if row is None or item.stage is not Stage.ACTIVE:
            raise NotYet("there is nothing to check yet")
        try:
            await self._desk.downloads.update(row.infohash, DownloadPatch(command=Command.RECHECK))
        except (MetainfoNotYetKnown, DownloadNotFound) as error:
            raise NotYet("there is nothing to check yet") from error
