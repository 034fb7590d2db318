"""The queue: whoever waits gets the next free slot, first come, first served."""

import logging
from dataclasses import replace

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.library.item import Item, Stage
from tribler_core.services.library.commands.controlling import Controlling
from tribler_core.services.library.desk import Desk, turns_of

log = logging.getLogger(__name__)


class Promoting:
    """Looks at a queue when a slot may have come free."""

    def __init__(self, desk: Desk, controlling: Controlling) -> None:
        self._desk = desk
        self._controlling = controlling
        self._looking: set[int] = set()
        self._again: set[int] = set()

    def soon(self, account: int) -> None:
        """A slot of this account may be free now."""
        if account in self._looking:
            self._again.add(account)
        elif self._desk.index.queued(account):
            self._looking.add(account)
            _ = self._desk.tasks.spawn(self._look(account), f"queue of account {account}")

    def all_soon(self) -> None:
        """Whoever waits."""
        for account in self._desk.index.accounts_that_wait():
            self.soon(account)

    async def _look(self, account: int) -> None:
        try:
            while True:
                self._again.discard(account)
                while (item := self._next(account)) is not None:
                    if not await self._promote(item):
                        break
                if account not in self._again:
                    return
        finally:
            self._looking.discard(account)

    def _next(self, account: int) -> Item | None:
        """Who is next, if there is a slot."""
        if not self._desk.has_free_slot(account):
            return None
        hold = self._desk.section().hold_as_queued
        return next((item for item in self._desk.index.queued(account) if not (hold and item.held)), None)

    async def _promote(self, item: Item) -> bool:
        """Whether the next one is worth a look."""
        desk = self._desk
        async with desk.turns.take(turns_of(item.account, item.infohash)):
            known = desk.index.known(item.number)
            if known is None or known.stage is not Stage.QUEUED or not desk.has_free_slot(item.account):
                return True
            try:
                started = await self._controlling.activate(known)
            except TriblerError as error:
                log.warning("item %d could not be started: %s", item.number, error)
                known = desk.index.known(item.number) or known
                await desk.index.save(replace(known, stage=Stage.ACTIVE, failure=str(error)))
                await desk.notices.tell(item.account, "Download failed", f"{title_of(item)}: {error}")
                return True
        await desk.notices.tell(item.account, "Download started", f"{title_of(started)} has left the queue")
        return True


def title_of(item: Item) -> str:
    """What its holder calls it."""
    return item.name or item.known_name or item.infohash
