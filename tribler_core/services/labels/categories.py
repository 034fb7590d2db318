"""All categories, and what they mean for downloads."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import reduce
from pathlib import Path, PurePath

from tribler_core.domain.download.limits import over
from tribler_core.domain.download.settings import SeedingLimits
from tribler_core.domain.errors import CategoryExists, CategoryNotFound, InvalidParameter
from tribler_core.domain.events import LabelsChanged
from tribler_core.domain.ports import KeyValueStore, Publish
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.downloads.placing.categories import Places
from tribler_core.services.labels.category import (
    Category,
    folder_of,
    from_document,
    lineage,
    parent_of,
    to_document,
)

log = logging.getLogger(__name__)

KEY = "labels.categories"

Permit = Callable[[Path], Awaitable[Path]]


class Categories:
    """Implements CategoryRules. What changes is durable when a method returns; a name's levels all exist."""

    def __init__(
        self, store: KeyValueStore, defaults: Callable[[], DownloadDefaults], permit: Permit, publish: Publish
    ) -> None:
        self._store = store
        self._defaults = defaults
        self._permit = permit
        self._publish = publish
        self._changing = asyncio.Lock()
        self._all: dict[str, Category] = {}
        self.revision = 0
        """Grows with every change of this process."""

    async def load(self) -> None:
        """Read what is stored. Raises: CatalogueError."""
        for document in await self._store.get(KEY) or ():
            try:
                category = from_document(document)
            except (KeyError, TypeError, ValueError, InvalidParameter):
                log.warning("a stored category cannot be read and is forgotten: %r", document)
            else:
                self._all[category.name] = category

    def all(self) -> Mapping[str, Category]:
        """By name, sorted."""
        return self._all

    def __contains__(self, name: object) -> bool:
        return name in self._all

    async def create(self, category: Category) -> None:
        """With the levels above it. Raises: CategoryExists, InvalidParameter, PathNotAllowed, CatalogueError."""
        async with self._changing:
            if category.name in self._all:
                raise CategoryExists(category.name)
            await self._keep(category)

    async def ensure(self, name: str) -> None:
        """Make it, unless it is there. Raises: InvalidParameter, CatalogueError."""
        async with self._changing:
            if name not in self._all:
                await self._keep(Category(name=name))

    async def edit(self, category: Category) -> None:
        """Put in place of the one with its name; what becomes of its downloads is for `Sorting` to say.

        Raises: CategoryNotFound, PathNotAllowed, CatalogueError.
        """
        async with self._changing:
            if category.name not in self._all:
                raise CategoryNotFound(category.name)
            if category != self._all[category.name]:
                await self._keep(category)

    def below(self, names: Iterable[str]) -> set[str]:
        """Those of the names that exist, with all levels below them."""
        wanted = set(names)
        return {name for name in self._all if wanted.intersection(lineage(name))}

    async def remove(self, names: Iterable[str]) -> None:
        """With all levels below them; unknown ones are passed over. Raises: CatalogueError."""
        async with self._changing:
            gone = self.below(names)
            if gone:
                await self._store_all({name: each for name, each in self._all.items() if name not in gone})

    def places(self, category: str | None) -> Places:
        """Where the content of managed downloads in it lies."""
        return Places(self.save_path(category), self.download_path(category))

    def save_path(self, name: str | None) -> PurePath:
        """Where it lies when it is complete."""
        root = self._defaults().destination
        if name is None:
            return root
        given = self._given(name).save_path
        return root / given if given else self.save_path(parent_of(name)) / folder_of(name)

    def download_path(self, name: str | None) -> PurePath | None:
        """Where it lies until then; None: there, too."""
        return self._download_folder(name) if self._download_enabled(name) else None

    def limits(self, category: str | None) -> SeedingLimits:
        """Its own; in the gaps those of the levels above."""
        own = (self._given(name).limits for name in (lineage(category) if category else ()))
        return reduce(lambda above, below: over(below, above), own, SeedingLimits())

    def _download_enabled(self, name: str | None) -> bool:
        if name is None:
            return self._defaults().incomplete_dir is not None
        enabled = self._given(name).download_enabled
        return self._download_enabled(parent_of(name)) if enabled is None else enabled

    def _download_folder(self, name: str | None) -> PurePath:
        """As if it were enabled."""
        if name is None:
            return self._defaults().incomplete_folder
        category = self._given(name)
        given = category.download_path if category.download_enabled else ""
        return self._download_folder(parent_of(name)) / (given or folder_of(name))

    def _given(self, name: str) -> Category:
        """One that is gone, while a download still has it, says nothing."""
        return self._all.get(name) or Category(name=name)

    async def _keep(self, category: Category) -> None:
        levels = {name: self._all.get(name) or Category(name=name) for name in lineage(category.name)}
        for folder in (category.save_path, category.download_path):
            if folder:
                await self._permit(Path(self._defaults().destination, folder))
        await self._store_all({**self._all, **levels, category.name: category})

    async def _store_all(self, categories: Mapping[str, Category]) -> None:
        ordered = dict(sorted(categories.items()))
        await self._store.put(KEY, [to_document(category) for category in ordered.values()])
        self._all = ordered
        self.revision += 1
        self._publish(LabelsChanged())
