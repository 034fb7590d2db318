"""The small documents of a workspace, and what it does without."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from tribler_core.domain.download.limits import NO_LIMITS
from tribler_core.domain.download.settings import SeedingLimits
from tribler_core.domain.ports import HistoryEntry, KeyValueStore
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.placing.categories import Places


class WorkspaceNotes:
    """A `KeyValueStore` inside one document of another; without one, in memory."""

    def __init__(self, store: KeyValueStore | None, name: str) -> None:
        self._store = store
        self._name = name
        self._values: dict[str, Any] = {}

    async def load(self) -> None:
        """Read what is stored. Raises: CatalogueError."""
        kept = await self._store.get(self._name) if self._store is not None else None
        self._values = dict(kept) if isinstance(kept, dict) else {}

    async def get(self, key: str) -> Any | None:
        return self._values.get(key)

    async def put(self, key: str, value: Any) -> None:
        self._values[key] = value
        if self._store is not None:
            await self._store.put(self._name, self._values)

    async def delete(self, key: str) -> None:
        if key in self._values:
            del self._values[key]
            if self._store is not None:
                await self._store.put(self._name, self._values)

    async def forget(self) -> None:
        """All of them."""
        self._values = {}
        if self._store is not None:
            await self._store.delete(self._name)


class NoHistory:
    """A `History` that nobody reads."""

    async def write(self, entries: Sequence[HistoryEntry]) -> None:
        """Nothing is kept."""

    async def read(self, limit: int, infohash: InfoHash | None = None) -> Sequence[HistoryEntry]:
        return ()


class NoCategories:
    """The `CategoryRules` of downloads that have none."""

    def __init__(self, folder: PurePath) -> None:
        """`folder` is where what names no folder lies."""
        self._folder = folder

    def places(self, category: str | None) -> Places:
        return Places(self._folder, None)

    def limits(self, category: str | None) -> SeedingLimits:
        return NO_LIMITS
