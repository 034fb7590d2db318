"""Which download has which label, and what follows for its folders."""

import logging
from collections.abc import Iterable

from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import CategoryNotFound, TriblerError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.downloads.placing.categories import Places
from tribler_core.services.downloads.requests import Answer, Change
from tribler_core.services.labels.categories import Categories
from tribler_core.services.labels.category import Category
from tribler_core.services.labels.tags import Tags

log = logging.getLogger(__name__)


class Sorting:
    """Assigns labels, to many downloads in one transaction; unknown downloads are passed over."""

    def __init__(self, downloads: DownloadManager, categories: Categories, tags: Tags) -> None:
        self._downloads = downloads
        self._categories = categories
        self._tags = tags
        self._places: dict[str | None, Places] = {}
        """Where the content of managed downloads lay when we last looked, by category."""

    async def load(self) -> None:
        """Read the labels, before the downloads. Raises: CatalogueError."""
        await self._categories.load()
        await self._tags.load()
        self._places = self._places_now()

    async def assign(self, infohashes: Iterable[InfoHash], category: str | None) -> list[Answer]:
        """None: no category. Raises: CategoryNotFound."""
        if category is not None and category not in self._categories:
            raise CategoryNotFound(category)
        return await self._change(self._known(infohashes), DownloadPatch(category=category))

    async def edit_category(self, category: Category, *, relocate: bool) -> None:
        """Its managed downloads, and those of the levels below, move to their new folders, or are managed no more.

        Raises: CategoryNotFound, PathNotAllowed, CatalogueError.
        """
        self._places = {**self._places_now(), **self._places}
        await self._categories.edit(category)
        self._downloads.defaults_changed()
        await self._follow(relocate=relocate)

    async def remove_categories(self, names: Iterable[str]) -> None:
        """With all levels below; their downloads are in none. Raises: CatalogueError."""
        gone = self._categories.below(names)
        rows = [row for row in self._downloads.table.rows() if row.settings.category in gone]
        await self._change(rows, DownloadPatch(category=None))
        await self._categories.remove(gone)

    async def add_tags(self, infohashes: Iterable[InfoHash], tags: Iterable[str]) -> None:
        """Tags that are not there are made. Raises: InvalidParameter, CatalogueError."""
        added = tuple(tags)
        await self._tags.ensure(added)
        await self._change(self._known(infohashes), DownloadPatch(tags_added=added))

    async def set_tags(self, infohashes: Iterable[InfoHash], tags: Iterable[str]) -> None:
        """These and no others. Raises: InvalidParameter, CatalogueError."""
        wanted = tuple(tags)
        await self._tags.ensure(wanted)
        await self._change(self._known(infohashes), DownloadPatch(tags=wanted))

    async def remove_tags(self, infohashes: Iterable[InfoHash], tags: Iterable[str] | None) -> None:
        """None: all that they have. Raises: CatalogueError."""
        patch = DownloadPatch(tags=()) if tags is None else DownloadPatch(tags_removed=tuple(tags))
        await self._change(self._known(infohashes), patch)

    async def delete_tags(self, tags: Iterable[str]) -> None:
        """From every download, and for good. Raises: CatalogueError."""
        gone = set(tags)
        rows = [row for row in self._downloads.table.rows() if not gone.isdisjoint(row.settings.tags)]
        await self._change(rows, DownloadPatch(tags_removed=tuple(gone)))
        await self._tags.remove(gone)

    async def defaults_changed(self, *, relocate: bool) -> None:
        """The folders of all downloads may be others: managed ones move after them, or are managed no more."""
        await self._follow(relocate=relocate)

    def _places_now(self) -> dict[str | None, Places]:
        return {name: self._categories.places(name) for name in (None, *self._categories.all())}

    async def _follow(self, *, relocate: bool) -> None:
        before, now = self._places, self._places_now()
        self._places = now
        changed = {name for name, places in now.items() if before.get(name, places) != places}
        rows = [
            row for row in self._downloads.table.rows() if row.settings.managed and row.settings.category in changed
        ]
        for answer in await self._change(rows, DownloadPatch(managed=relocate)):
            if isinstance(answer, TriblerError):
                log.warning("a managed download does not follow its category: %s", answer)

    def _known(self, infohashes: Iterable[InfoHash]) -> list[Download]:
        found = (self._downloads.table.get(infohash) for infohash in infohashes)
        return [row for row in found if row is not None]

    async def _change(self, rows: Iterable[Download], patch: DownloadPatch) -> list[Answer]:
        changes = [Change(row.infohash, patch) for row in rows]
        return await self._downloads.batch(changes) if changes else []
