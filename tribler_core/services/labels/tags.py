"""All tags."""

import asyncio
from collections.abc import Iterable

from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.events import LabelsChanged
from tribler_core.domain.ports import KeyValueStore, Publish

KEY = "labels.tags"


class Tags:
    """Names that exist, whether a download has them or not. What changes is durable when a method returns."""

    def __init__(self, store: KeyValueStore, publish: Publish) -> None:
        self._store = store
        self._publish = publish
        self._changing = asyncio.Lock()
        self._all: tuple[str, ...] = ()
        self.revision = 0
        """Grows with every change of this process."""

    async def load(self) -> None:
        """Read what is stored. Raises: CatalogueError."""
        self._all = tuple(sorted({tag for tag in await self._store.get(KEY) or () if isinstance(tag, str)}))

    def all(self) -> tuple[str, ...]:
        """Sorted."""
        return self._all

    async def ensure(self, names: Iterable[str]) -> None:
        """Make those that are not there. Raises: InvalidParameter, CatalogueError."""
        wanted = set(names)
        if not all(map(is_tag, wanted)):
            raise InvalidParameter("a tag has a name, without commas")
        async with self._changing:
            await self._store_all(wanted.union(self._all))

    async def remove(self, names: Iterable[str]) -> None:
        """Unknown ones are passed over. Raises: CatalogueError."""
        async with self._changing:
            await self._store_all(set(self._all).difference(names))

    async def _store_all(self, tags: set[str]) -> None:
        ordered = tuple(sorted(tags))
        if ordered != self._all:
            await self._store.put(KEY, ordered)
            self._all = ordered
            self.revision += 1
            self._publish(LabelsChanged())


def is_tag(name: str) -> bool:
    """Something, without commas and without blanks around it."""
    return bool(name) and name == name.strip() and "," not in name
