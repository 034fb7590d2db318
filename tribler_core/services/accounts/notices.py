"""What accounts are told."""

from tribler_core.domain.library.errors import ItemNotFound
from tribler_core.domain.people.account import NOBODY, Notice
from tribler_core.domain.ports import NoticeStore
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Timestamp

KEPT_FOR = 30 * 86400
"""Seconds."""
MOST = 1000
"""Of one account."""


class Notices:
    """Kept thirty days, or a thousand of them."""

    def __init__(self, store: NoticeStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def tell(self, account: int, title: str, message: str) -> None:
        """Raises: CatalogueError."""
        if account != NOBODY:
            await self._store.add(account, self._clock.now(), title, message)

    async def of(self, account: int) -> list[Notice]:
        """Newest first. Raises: CatalogueError."""
        return await self._store.of(account)

    async def clear(self, account: int, number: int | None = None) -> None:
        """One, or all. Raises: ItemNotFound when the account has no such one, CatalogueError."""
        if not await self._store.remove(account, number) and number is not None:
            raise ItemNotFound("this notification was not found")

    async def trim(self) -> None:
        """Forget the old ones. Raises: CatalogueError."""
        await self._store.trim(Timestamp(self._clock.now() - KEPT_FOR), MOST)
