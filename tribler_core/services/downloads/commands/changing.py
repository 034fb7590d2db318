"""A patch on its way through: checked wholly, then stored, then told to the engine, then shown."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tribler_core.domain.download.patch import Command, DownloadPatch, Move
from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity, Hold
from tribler_core.domain.errors import AnonymityUnavailable, InvalidParameter, TriblerError
from tribler_core.domain.events import TorrentChecked
from tribler_core.domain.ports import CatalogueChanges, EngineChange
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.unset import UNSET, Unchanged, given
from tribler_core.services.downloads.commands.adding import Permit
from tribler_core.services.downloads.commands.patches import check, check_renames, engine_change, patched
from tribler_core.services.downloads.defaults import PLAIN
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.keeping import Keeping, shared
from tribler_core.services.downloads.life.queueing import Queueing
from tribler_core.services.downloads.moving import Moving
from tribler_core.services.downloads.passage import OUTSIDE, Passage, halted, is_halted, resting
from tribler_core.services.downloads.placing.places import placed
from tribler_core.services.downloads.sharing.seeding import Seeding


@dataclass(frozen=True, slots=True)
class Planned:
    """A patch that makes sense, and the settings it amounts to."""

    row: Download
    patch: DownloadPatch
    settings: DownloadSettings

    @property
    def infohash(self) -> InfoHash:
        return self.row.infohash

    @property
    def changes_settings(self) -> bool:
        return self.settings != self.row.settings

    @property
    def changes_hops(self) -> bool:
        return self.settings.hops != self.row.settings.hops


@dataclass(frozen=True, slots=True)
class Doers:
    """The parts that carry a change out."""

    passage: Passage
    keeping: Keeping
    moving: Moving
    seeding: Seeding
    queueing: Queueing


class Changing:
    """Applies patches. Whoever calls holds the download's turn."""

    def __init__(self, adapters: Adapters, desk: Desk, doers: Doers, permit: Permit) -> None:
        self._adapters = adapters
        self._engine = adapters.engine
        self._desk = desk
        self._doers = doers
        self._permit = permit
        self._stop_after_check: set[InfoHash] = set()

    async def plan(self, infohash: InfoHash, patch: DownloadPatch) -> Planned:
        """Check all of it; nothing is changed.

        Raises: DownloadNotFound, InvalidParameter, MetainfoNotYetKnown, PathNotAllowed, PathInUse,
        AnonymityUnavailable.
        """
        row = self._desk.row(infohash)
        check(patch, row)
        if given(patch.hops, row.settings.hops) != row.settings.hops and self._doers.moving.is_moved(row.infohash):
            raise InvalidParameter("its content is being moved; change the hops when it is there")
        self._doers.passage.require(given(patch.hops, PLAIN))
        if _needs_engine(patch):
            self._doers.passage.require_inside(row)
        files = await self._files(row) if _concerns_files(patch) else ()
        check_renames(patch, files)
        patch = self._placed(row, await self._permitted(patch))
        if patch.move is not UNSET:
            self._claim(row, patch.move)
        return Planned(row, patch, shared(patched(row, patch, files)))

    async def prepare(self, planned: Planned) -> Planned:
        """Do what may fail at the disk, before anything is stored. Raises: StorageError, CatalogueError."""
        patch, row = planned.patch, planned.row
        if patch.queue is not UNSET:
            await self._doers.queueing.ready()
        for index, path in given(patch.renamed_files, {}).items():
            await self._engine.rename_file(row.infohash, index, path)
        if patch.renamed_files is not UNSET:
            await self._doers.keeping.save([row.infohash])
        if planned.changes_hops and self._engine.holds(row.infohash):
            await self._doers.passage.pack(row)
        if patch.move is UNSET:
            return planned
        await self._doers.moving.move(row, patch.move)
        moved = self._desk.row(row.infohash).settings
        completed_dir = given(patch.completed_dir, moved.completed_dir)
        return replace(
            planned,
            settings=replace(planned.settings, destination=moved.destination, completed_dir=completed_dir),
        )

    def abandon(self, planned: Planned) -> None:
        """Nothing could be stored: what was halted goes on."""
        if planned.changes_hops and self._engine.holds(planned.infohash):
            self._doers.passage.unpack(planned.row)

    async def carry_out(self, planned: Planned) -> Download:
        """It is stored: tell the engine, and show it. Raises: EngineFailure when it cannot enter the engine."""
        if planned.changes_hops:
            async with self._doers.queueing.in_order(planned.infohash):
                self._show_settings(planned)
                await self._change_route(planned)
            return self._desk.row(planned.infohash)
        self._show_settings(planned)
        if self._engine.holds(planned.infohash):
            self._tell_engine(planned)
        elif planned.patch.command is Command.RESUME:
            await self._enter(planned)
        row = _shown(self._desk.row(planned.infohash), planned.patch.command)
        self._desk.table.put(row)
        self._doers.seeding.consider(row)
        if planned.patch.command is Command.STOP:
            self._doers.keeping.soon(row.infohash)
        if planned.patch.queue is not UNSET:
            await asyncio.shield(self._doers.queueing.remember())
        return row

    def listen(self) -> None:
        """Hear the engine from now on."""
        self._desk.events.subscribe(TorrentChecked, self._checked)

    def _checked(self, event: TorrentChecked) -> None:
        """A check is over: who was stopped before it is stopped again."""
        if event.infohash in self._stop_after_check:
            self._stop_after_check.discard(event.infohash)
            if self._engine.holds(event.infohash):
                self._engine.apply(event.infohash, EngineChange(paused=True, auto_managed=False))

    def _tell_engine(self, planned: Planned) -> None:
        infohash, command = planned.infohash, planned.patch.command
        change = engine_change(planned.row.settings, planned.settings, planned.patch)
        if self._desk.row(infohash).hold in OUTSIDE:
            change = replace(change, paused=UNSET, auto_managed=UNSET)  # it runs when there is a circuit, not before
        if change != EngineChange():
            self._engine.apply(infohash, change)
        if command is not UNSET:
            self._stop_after_check.discard(infohash)
        if command is Command.RECHECK and planned.row.transfer.has_metadata:
            if is_halted(planned.settings):
                self._stop_after_check.add(infohash)
                self._engine.apply(infohash, EngineChange(paused=False, auto_managed=False))
            self._engine.recheck(infohash)

    async def _change_route(self, planned: Planned) -> None:
        """Out of one swarm, then into the other; in between it is nowhere."""
        infohash = planned.infohash
        self._adapters.network.leave(infohash)
        await self._leave_swarm(infohash)
        await self._take_route(planned)

    def _show_settings(self, planned: Planned) -> None:
        self._desk.table.put(replace(self._desk.row(planned.infohash), settings=planned.settings))

    async def _leave_swarm(self, infohash: InfoHash) -> None:
        try:
            if self._engine.holds(infohash):
                await self._engine.remove(infohash, with_data=False)
        except TriblerError as error:
            row = self._desk.row(infohash)
            self._desk.table.put(replace(row, failure=str(error), transfer=resting(row.transfer)))
            raise

    async def _take_route(self, planned: Planned) -> None:
        row = self._desk.row(planned.infohash)
        hold = self._doers.passage.hold(planned.settings.hops)
        self._desk.table.put(replace(row, hold=hold, transfer=resting(row.transfer), stripped=()))
        if hold is Hold.NONE:
            await self._enter(planned)

    async def _enter(self, planned: Planned) -> None:
        """Into the engine, unless it is hidden and has to wait; a download that cannot enter keeps the old route."""
        if self._doers.passage.hold(planned.settings.hops) is not Hold.NONE:
            return
        infohash = planned.infohash
        self._desk.table.put(replace(self._desk.row(infohash), hold=Hold.LOADING))
        try:
            await self._doers.passage.enter(infohash)
        except AnonymityUnavailable:  # the circuit has gone meanwhile: it waits for the next
            self._desk.table.put(replace(self._desk.row(infohash), hold=Hold.NO_CIRCUIT))
            return
        except Exception:
            await self._adapters.catalogue.write(CatalogueChanges(settings={infohash: planned.row.settings}))
            self._desk.table.put(replace(planned.row, transfer=resting(planned.row.transfer)))
            raise
        self._desk.table.put(replace(self._desk.row(infohash), hold=Hold.NONE, failure=""))

    def _claim(self, row: Download, move: Move) -> None:
        """Raises: PathInUse."""
        target = replace(row.settings, destination=move.destination, completed_dir=move.completed_dir)
        self._desk.claims.check(self._desk.table, row.infohashes, target, row.transfer.name)

    def _placed(self, row: Download, patch: DownloadPatch) -> DownloadPatch:
        relocate = self._desk.defaults().relocate_on_category_change
        return placed(row, patch, self._desk.categories, relocate=relocate)

    async def _files(self, row: Download) -> Sequence[TorrentFile]:
        if self._engine.holds(row.infohash):
            return self._adapters.inspection.files(row.infohash)
        torrent = await self._adapters.catalogue.torrent(row.infohash)
        return () if torrent is None else (await self._adapters.reader.read(torrent)).files

    async def _permitted(self, patch: DownloadPatch) -> DownloadPatch:
        """The same with its folders as the path policy understands them."""
        folders: dict[str, Any] = {}
        for name in ("completed_dir", "save_path", "download_path"):
            folder = getattr(patch, name)
            if folder is not UNSET and folder is not None:
                folders[name] = await self._permit(Path(folder))
        patch = replace(patch, **folders)
        if patch.move is UNSET:
            return patch
        completed = patch.move.completed_dir
        move = Move(
            destination=await self._permit(Path(patch.move.destination)),
            completed_dir=None if completed is None else await self._permit(Path(completed)),
        )
        return replace(patch, move=move)


def _needs_engine(patch: DownloadPatch) -> bool:
    return bool(given(patch.renamed_files, {})) or patch.command is Command.RECHECK or patch.queue is not UNSET


def _concerns_files(patch: DownloadPatch) -> bool:
    return any(part is not UNSET for part in (patch.selection, patch.file_priorities, patch.renamed_files))


def _shown(row: Download, command: Command | Unchanged) -> Download:
    """What the engine will say in a moment, said now, so that the caller sees what was asked for."""
    match command:
        case Command.STOP:
            return halted(row)
        case Command.RESUME:
            queued = row.settings.queued
            transfer = replace(row.transfer, paused=row.transfer.paused and queued, auto_managed=queued)
            return replace(row, transfer=transfer, failure="")
        case Command.RECHECK if row.transfer.has_metadata and row.transfer.activity is not Activity.CHECKING_FILES:
            waits = replace(row.transfer, activity=Activity.QUEUED_FOR_CHECKING, error="", missing_data=False)
            return replace(row, transfer=waits)
        case _:
            return row
