"""One torrent, many holders: what they want together, and what becomes of it when the last one lets go."""

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Literal

from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.settings import SeedingMode, SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import DownloadNotFound, StorageError
from tribler_core.domain.library.item import Item, Stage
from tribler_core.domain.people.account import NOBODY, SeedWish
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.services.library.desk import Desk

log = logging.getLogger(__name__)

FOREVER = SeedingRule(mode=SeedingMode.FOREVER)
NEVER = SeedingRule(mode=SeedingMode.NEVER)
AS_CONFIGURED = SeedingRule()


class Holding:
    """Makes a download do what its holders want together. Whoever calls holds the torrent's turn."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rule(self, holders: list[Item]) -> SeedingRule:
        """It seeds while anybody wants that; a word for ever goes before the daemon's own rule."""
        wishes = {item.seed for item in holders}
        if SeedWish.SEED in wishes:
            return FOREVER
        return AS_CONFIGURED if SeedWish.AUTO in wishes else NEVER

    async def settle(self, item: Item, *, running: Literal[True] | Unchanged = UNSET) -> None:
        """Bring its download in line with all who hold it; `running`: one of them now wants it so, and all of it.

        A download that the operator stopped goes on only when somebody asks for that, and a rule or a selection that
        the operator gave one of another API stays, unless somebody wishes otherwise.
        Raises: what changing a download raises.
        """
        row, holders = self._desk.row(item), self._desk.index.holders(item.infohash)
        if row is None or not holders:
            return
        patch = DownloadPatch(
            seeding=self._seeding(row, holders),
            command=self._command(row, holders, running),
            selection=_all_of(row) if running is True else UNSET,
        )
        if patch != DownloadPatch():
            with suppress(DownloadNotFound):
                await self._desk.downloads.update(row.infohash, patch)

    async def let_go(self, item: Item, *, with_data: bool | None = None) -> None:
        """The item is no more; with its last holder the download goes, or is kept for whoever wants it next.

        Told in the store first, so that a kill in between is made good at the next start.
        Raises: CatalogueError, StorageError when files could not be deleted; it is gone all the same.
        """
        index, desk = self._desk.index, self._desk
        others = [other for other in index.over(item.infohash) if other.number != item.number and _holds(other)]
        row = desk.row(item)
        if item.started is None or row is None or others:
            await index.remove(item)
            if others:
                await self.settle(others[0], running=_wants_to_run(others))
            return
        if item.stage is Stage.ACTIVE and self._is_kept(row):
            await self._retain(item)
            return
        delete = (not item.foreign or desk.section().delete_foreign_data) if with_data is None else with_data
        leaving = replace(item, stage=Stage.LEAVING, with_data=delete)
        await index.save(leaving)
        await self.clear_away(leaving)

    async def clear_away(self, leaving: Item) -> None:
        """Carry out what was decided. Raises: CatalogueError, StorageError."""
        row = self._desk.row(leaving)
        try:
            if row is not None:
                self._desk.own.add(row.infohash)
                with suppress(DownloadNotFound):
                    await self._desk.downloads.remove(row.infohash, with_data=leaving.with_data)
        except StorageError as error:
            log.warning("files of item %d stay on the disk: %s", leaving.number, error)
        finally:
            if row is not None:
                self._desk.own.discard(row.infohash)
        await self._desk.index.remove(leaving)
        await self._desk.shelf.forget_digests(leaving.infohash)

    def _is_kept(self, row: Download) -> bool:
        return self._desk.section().cache_retention > 0 and row.complete and not row.transfer.private

    async def _retain(self, item: Item) -> None:
        now = self._desk.clock.now()
        kept = replace(
            item, account=NOBODY, stage=Stage.RETAINED, last_used=now, updated=now, name=None, tags=(), magnet=""
        )
        await self._desk.index.save(kept)
        if (row := self._desk.row(kept)) is not None:
            await self._desk.downloads.update(row.infohash, DownloadPatch(seeding=NEVER))

    def _seeding(self, row: Download, holders: list[Item]) -> SeedingRule | Unchanged:
        """Only what we say ourselves is ours to take back."""
        wanted, present = self.rule(holders), row.settings.seeding
        ours = present in (FOREVER, NEVER) and not any(item.foreign for item in holders)
        if wanted == present or (wanted == AS_CONFIGURED and not ours):
            return UNSET
        return wanted

    def _command(self, row: Download, holders: list[Item], running: Literal[True] | Unchanged) -> Command | Unchanged:
        if all(item.paused for item in holders):
            return UNSET if row.settings.user_stopped else Command.STOP
        if running is True and (row.settings.user_stopped or row.error):
            return Command.RESUME
        ended = row.complete and row.settings.stopped_by_rule and row.settings.seeding == NEVER
        return Command.RESUME if ended and self._seeding(row, holders) is not UNSET else UNSET


def _holds(item: Item) -> bool:
    """Also one that waits for a slot to go on."""
    return item.owned and (item.stage is Stage.ACTIVE or item.started is not None)


def _wants_to_run(items: list[Item]) -> Literal[True] | Unchanged:
    return UNSET if all(item.paused for item in items) else True


def _all_of(row: Download) -> Unchanged | None:
    """Accounts hold whole torrents: what was left out is fetched, too."""
    chosen = row.settings.file_priorities or ()
    return None if 0 in chosen and row.transfer.wanted < row.transfer.size else UNSET
