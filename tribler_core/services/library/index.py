"""All items, held in memory; what changes is durable first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tribler_core.domain.library.errors import ItemNotFound
from tribler_core.domain.library.item import Item, Stage
from tribler_core.domain.people.account import Account
from tribler_core.domain.ports import ItemStore
from tribler_core.domain.torrent.infohash import InfoHash


class ItemIndex:
    """Items by number, by account and by torrent. For the event loop's thread only."""

    def __init__(self, store: ItemStore) -> None:
        self.store = store
        self._items: dict[int, Item] = {}
        self._by_account: defaultdict[int, dict[int, None]] = defaultdict(dict)
        self._by_infohash: defaultdict[InfoHash, dict[int, None]] = defaultdict(dict)
        self._unfinished: defaultdict[int, dict[int, None]] = defaultdict(dict)
        self._queued: defaultdict[int, dict[int, None]] = defaultdict(dict)
        self._revisions: defaultdict[int, int] = defaultdict(int)

    async def load(self) -> None:
        """Read what there is. Raises: CatalogueError."""
        for item in await self.store.all():
            self._put(item)

    def __len__(self) -> int:
        return len(self._items)

    def all(self) -> list[Item]:
        """Whatever their stage."""
        return list(self._items.values())

    def known(self, number: int) -> Item | None:
        """Whoever's it is; None: there is none."""
        return self._items.get(number)

    def of(self, account: int) -> list[Item]:
        """Those that the account sees, the queued ones too, oldest first."""
        return [item for number in self._by_account[account] if (item := self._items[number]).owned]

    def get(self, account: int, number: int) -> Item:
        """Raises: ItemNotFound, also for one of somebody else."""
        item = self._items.get(number)
        if item is None or item.account != account or not item.owned:
            raise ItemNotFound
        return item

    def find(self, account: int, infohashes: Iterable[InfoHash | None]) -> Item | None:
        """The account's item over a torrent of one of these names, at any stage."""
        for infohash in infohashes:
            for item in self.over(infohash):
                if item.account == account:
                    return item
        return None

    def over(self, infohash: InfoHash | None) -> list[Item]:
        """All items over a torrent, at any stage."""
        if infohash is None or infohash not in self._by_infohash:
            return []
        return [self._items[number] for number in self._by_infohash[infohash]]

    def holders(self, infohash: InfoHash) -> list[Item]:
        """Those that hold it now."""
        return [item for item in self.over(infohash) if item.stage is Stage.ACTIVE]

    def unfinished(self, account: int) -> list[Item]:
        """Of an account: started, and not complete as far as was heard."""
        return [self._items[number] for number in self._unfinished[account]]

    def queued(self, account: int) -> list[Item]:
        """In the order in which they get slots."""
        waiting = [self._items[number] for number in self._queued[account]]
        return sorted(waiting, key=lambda item: (item.held, item.number))

    def accounts_that_wait(self) -> list[int]:
        """Accounts with queued items."""
        return [account for account, waiting in self._queued.items() if waiting]

    def revision(self, account: int) -> int:
        """Grows with every change of membership or state."""
        return self._revisions[account]

    def touch(self, infohash: InfoHash) -> None:
        """The state of a torrent has changed: lists of those who hold it are out of date."""
        for item in self.over(infohash):
            self._revisions[item.account] += 1

    async def add(
        self, items: Sequence[Item], torrent: bytes | None = None, account: Account | None = None
    ) -> list[Item]:
        """The same with their numbers; `account` is stored with them. Raises: CatalogueError."""
        added = await self.store.add(items, torrent, account)
        for item in added:
            self._put(item)
        return added

    async def save(self, *items: Item) -> None:
        """Raises: CatalogueError."""
        await self.store.save(items)
        for item in items:
            if (before := self._items.get(item.number)) is not None:
                self._drop(before)
                self._put(item)

    async def remove(self, *items: Item, account: Account | None = None) -> None:
        """`account` is stored in the same transaction. Raises: CatalogueError."""
        await self.store.remove([item.number for item in items], account)
        for item in items:
            if (known := self._items.get(item.number)) is not None:
                self._drop(known)

    def _put(self, item: Item) -> None:
        number = item.number
        self._items[number] = item
        self._by_account[item.account][number] = None
        self._by_infohash[item.infohash][number] = None
        if item.stage is Stage.ACTIVE and item.finished is None:
            self._unfinished[item.account][number] = None
        if item.stage is Stage.QUEUED:
            self._queued[item.account][number] = None
        self._revisions[item.account] += 1

    def _drop(self, item: Item) -> None:
        number = item.number
        del self._items[number]
        self._by_account[item.account].pop(number, None)
        self._unfinished[item.account].pop(number, None)
        self._queued[item.account].pop(number, None)
        over = self._by_infohash[item.infohash]
        over.pop(number, None)
        if not over:
            del self._by_infohash[item.infohash]
        self._revisions[item.account] += 1
