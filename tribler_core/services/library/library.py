"""The one door to items."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import DownloadNotFound, MetainfoNotYetKnown
from tribler_core.domain.library.errors import NotYet
from tribler_core.domain.library.item import Item, Stage
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.library.cached import Cached, CachedTorrent
from tribler_core.services.library.commands.controlling import Controlling
from tribler_core.services.library.commands.creating import Creating
from tribler_core.services.library.desk import Desk
from tribler_core.services.library.files import ItemFile, ItemFiles
from tribler_core.services.library.life.promoting import Promoting
from tribler_core.services.library.life.upkeep import Upkeep
from tribler_core.services.library.requests import Created, ItemPatch, NewItem, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Who does the work; `building.py` introduces them to each other."""

    desk: Desk
    files: ItemFiles
    cached: Cached
    creating: Creating
    controlling: Controlling
    promoting: Promoting
    upkeep: Upkeep


@dataclass(frozen=True, slots=True)
class Holding:
    """An item with what is known of its torrent at this moment."""

    item: Item
    row: Download | None
    """None: it is not among the downloads (yet, or any more)."""
    files: tuple[ItemFile, ...]


class Library:
    """What accounts hold. Methods that take an account know nothing of the items of others."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.accounts = parts.desk.accounts
        self.notices = parts.desk.notices
        self.desk = parts.desk
        self.files = parts.files

    async def load(self) -> None:
        """Before the downloads begin to load. Raises: CatalogueError."""
        await self._parts.desk.index.load()

    async def run(self) -> None:
        """For as long as the daemon lives."""
        await self._parts.upkeep.run()

    async def stop(self) -> None:
        """Write down what is not written yet. Raises: CatalogueError."""
        await self._parts.upkeep.write_down()
        await self._parts.desk.tasks.close()

    async def ready(self, patience: Seconds | None = Seconds(30.0)) -> None:
        """Return when what a start found is mended. Raises: NotYet when that takes longer; None: it may."""
        if not self._parts.upkeep.ready.is_set():
            try:
                async with asyncio.timeout(patience):
                    await self._parts.upkeep.ready.wait()
            except TimeoutError:
                raise NotYet("the daemon is still loading its downloads") from None

    def complete(self) -> set[InfoHash]:
        """Torrents that some item holds complete."""
        index = self._parts.desk.index
        return {item.infohash for item in index.all() if item.stage is Stage.ACTIVE and item.finished is not None}

    def revision(self, account: int) -> int:
        """Grows whenever a list of the account would show another membership or state."""
        return self._parts.desk.index.revision(account)

    async def create(self, account: int, wanted: NewItem) -> Created:
        """See Creating."""
        await self.ready()
        return await self._parts.creating.create(account, wanted)

    async def control(self, account: int, number: int, operation: Operation) -> None:
        """Raises: ItemNotFound, NotYet, and what changing a download raises."""
        await self.ready()
        await self._with_queue(account, lambda: self._parts.controlling.control(account, number, operation))

    async def control_all(self, account: int, operation: Operation) -> None:
        """All that the account has."""
        await self.ready()
        await self._with_queue(account, lambda: self._parts.controlling.control_all(account, operation))

    async def edit(self, account: int, number: int, patch: ItemPatch) -> Item:
        """Raises: ItemNotFound, CatalogueError."""
        return await self._parts.controlling.edit(account, number, patch)

    async def start_queued(self, account: int, number: int) -> None:
        """Raises: ItemNotFound, ActiveLimit."""
        await self.ready()
        await self._parts.controlling.start_queued(account, number)

    async def delete_queued(self, account: int, number: int | None) -> None:
        """One, which may have been promoted meanwhile, or all that wait. Raises: ItemNotFound."""
        if number is not None:
            await self.control(account, number, Operation.DELETE)
            return
        for item in self._parts.desk.index.queued(account):
            await self.control(account, item.number, Operation.DELETE)

    async def look_cached(
        self, account: int, infohashes: Sequence[InfoHash], *, with_files: bool = False
    ) -> list[CachedTorrent]:
        """Those of these that are here, in the order asked."""
        return await self._parts.cached.look(account, infohashes, with_files=with_files)

    def get(self, account: int, number: int) -> Item:
        """Raises: ItemNotFound."""
        return self._parts.desk.index.get(account, number)

    def listed(self, account: int) -> list[Item]:
        """Those that are started, newest first."""
        items = [item for item in self._parts.desk.index.of(account) if item.stage is Stage.ACTIVE]
        return sorted(items, key=lambda item: (item.created, item.number), reverse=True)

    def queued(self, account: int) -> list[Item]:
        """In the order in which they get slots."""
        return self._parts.desk.index.queued(account)

    async def holding(self, item: Item) -> Holding:
        """Raises: CatalogueError."""
        row = self._parts.desk.row(item)
        return Holding(item, row, () if row is None else await self._parts.files.of(row.infohash))

    async def torrent(self, item: Item) -> bytes:
        """Its .torrent. Raises: NotYet before the metadata, CatalogueError."""
        waiting = await self._parts.desk.index.store.torrent(item.number)
        if waiting is not None:
            return waiting
        try:
            return await self._parts.desk.downloads.export(item.infohash)
        except (MetainfoNotYetKnown, DownloadNotFound) as error:
            raise NotYet("the metadata of this download is not known yet") from error

    def served(self, account: int) -> int:
        """Bytes over links that are not counted in the account yet."""
        return self._parts.upkeep.served[account]

    def count_served(self, account: int, size: int) -> None:
        """Bytes went out over a link."""
        self._parts.upkeep.served[account] += size

    async def _with_queue(self, account: int, work: Callable[[], Awaitable[None]]) -> None:
        """What is done may have set a slot free."""
        try:
            await work()
        finally:
            self._parts.promoting.soon(account)
