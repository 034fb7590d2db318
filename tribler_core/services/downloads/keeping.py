"""What must survive the process: changed settings at once, resume data when it is needed, many in one transaction."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.ports import CatalogueChanges
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Adapters, Desk

log = logging.getLogger(__name__)

AT_ONCE = 500
"""Downloads in one transaction."""


@lru_cache(maxsize=1024)
def shared(settings: DownloadSettings) -> DownloadSettings:
    """The same settings as one object: most downloads have the settings of many others."""
    return settings


class Keeping:
    """Stores what a download needs to go on where it was; costs nothing while nothing changes."""

    def __init__(self, adapters: Adapters, desk: Desk) -> None:
        self._engine = adapters.engine
        self._catalogue = adapters.catalogue
        self._desk = desk
        self._soon: set[InfoHash] = set()
        self._last_round = desk.clock.monotonic()
        self._busy = False

    async def change(self, infohash: InfoHash, **changes: Any) -> Download:
        """Store changed settings, then show them. The caller holds the turn.

        Raises: DownloadNotFound, CatalogueError.
        """
        settings = shared(replace(self._desk.row(infohash).settings, **changes))
        await self._catalogue.write(CatalogueChanges(settings={infohash: settings}))
        row = replace(self._desk.row(infohash), settings=settings)
        self._desk.table.put(row)
        return row

    def soon(self, infohash: InfoHash) -> None:
        """Something happened that shall survive a crash from the next tick on."""
        self._soon.add(infohash)

    def tick(self) -> None:
        """Once a second: begin to save what is due, unless the last round still runs."""
        now, interval = self._desk.clock.monotonic(), self._desk.defaults().save_interval
        if interval and now - self._last_round >= interval:
            self._last_round = now
            self._soon |= self._engine.take_unsaved()
        if self._soon and not self._busy:
            self._busy = True
            _ = self._desk.tasks.spawn(self._save_due(), "save resume data")

    async def save(self, infohashes: Iterable[InfoHash], *, flush: bool = False) -> None:
        """Store what these need, now; those that are gone are passed over. Raises: CatalogueError."""
        table = self._desk.table
        known = [infohash for infohash in infohashes if infohash in table]
        for start in range(0, len(known), AT_ONCE):
            chunk = known[start : start + AT_ONCE]
            data = await self._engine.save_resume_data(chunk, flush=flush)
            complete = {infohash: row.complete for infohash in chunk if (row := table.get(infohash)) is not None}
            await self._catalogue.save_resume_data(data, complete)

    async def store(self, resume_data: Mapping[InfoHash, bytes]) -> None:
        """What the engine has given by itself. Raises: CatalogueError."""
        await self._catalogue.save_resume_data(resume_data, {})

    async def save_all(self) -> None:
        """Before the end: everything that has changed since it was last stored. Raises: CatalogueError."""
        await self.save(self._soon | self._engine.take_unsaved(), flush=True)
        self._soon.clear()

    async def _save_due(self) -> None:
        due, self._soon = self._soon, set()
        try:
            await self.save(due)
        except Exception:
            log.exception("could not save resume data; it is tried again")
            self._soon |= due
        finally:
            self._busy = False
