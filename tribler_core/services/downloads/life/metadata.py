"""A magnet becomes a torrent."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import DownloadNotFound, TriblerError
from tribler_core.domain.events import MetadataArrived, MetainfoCompleted
from tribler_core.domain.ports import CatalogueChanges, EngineChange
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.selections import of_loose_selection
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.extras import Extras
from tribler_core.services.downloads.keeping import Keeping, shared
from tribler_core.services.downloads.passage import is_streamable
from tribler_core.services.downloads.placing.exclusions import without_excluded

log = logging.getLogger(__name__)


class Metadata:
    """Applies what was asked for before the files were known, stores the torrent, and shows it under all its names."""

    def __init__(self, adapters: Adapters, desk: Desk, keeping: Keeping, extras: Extras) -> None:
        self._adapters = adapters
        self._desk = desk
        self._keeping = keeping
        self._extras = extras

    def listen(self) -> None:
        """Hear the engine from now on."""
        self._desk.events.subscribe(MetadataArrived, self._arrived)
        self._desk.events.subscribe(MetainfoCompleted, self._completed)

    def _arrived(self, event: MetadataArrived) -> None:
        """Tell the engine at once, so that nothing unwanted is fetched; store it in the background."""
        row = self._desk.table.get(event.infohash)
        engine = self._adapters.engine
        if row is None or not engine.holds(event.infohash):
            return
        settings = self._settled(row.settings, self._adapters.inspection.files(event.infohash))
        if settings.file_priorities is not None:
            engine.apply(event.infohash, EngineChange(file_priorities=settings.file_priorities))
        if settings.user_stopped:
            engine.apply(event.infohash, EngineChange(paused=True, auto_managed=False))
        _ = self._desk.tasks.spawn(self._settle(event), f"metadata of {event.infohash}")

    def _completed(self, event: MetainfoCompleted) -> None:
        _ = self._desk.tasks.spawn(self._store_again(event), f"piece layers of {event.infohash}")

    async def _store_again(self, event: MetainfoCompleted) -> None:
        """The same torrent, with what was missing."""
        async with self._desk.turns.take({event.infohash}):
            row = self._desk.table.get(event.infohash)
            if row is None:
                return  # removed meanwhile
            try:
                await self._adapters.catalogue.save_metainfo(row.infohash, row.infohashes, event.data)
            except TriblerError:
                log.exception("the piece layers of %s could not be stored", event.infohash)

    async def _settle(self, event: MetadataArrived) -> None:
        names = {name for name in (event.infohash, event.infohashes.v1, event.infohashes.v2) if name is not None}
        async with self._desk.turns.take(names):
            try:
                metainfo = await self._adapters.reader.read(event.data)
                row = self._desk.row(event.infohash)
                await self._store(row, event, metainfo)
            except DownloadNotFound:
                return  # removed meanwhile
            except TriblerError:
                log.exception("the metadata of %s could not be stored; it will be asked for again", event.infohash)
                return
        identity = event.infohashes.identity
        self._keeping.soon(identity)
        self._extras.keep_copies([(identity, metainfo.name, metainfo.data)])
        await self._add_trackers(identity, metainfo)

    async def _store(self, row: Download, event: MetadataArrived, metainfo: Metainfo) -> None:
        settings = shared(self._settled(row.settings, metainfo.files))
        identity = event.infohashes.identity
        await self._adapters.catalogue.save_metainfo(row.infohash, event.infohashes, event.data)
        if settings != row.settings:
            await self._adapters.catalogue.write(CatalogueChanges(settings={identity: settings}))
        changes: dict[str, Any] = {"infohashes": event.infohashes, "settings": settings}
        streamable = is_streamable(file.path for file in metainfo.files)
        self._desk.table.put(replace(self._desk.row(row.infohash), **changes, streamable=streamable))

    async def _add_trackers(self, infohash: InfoHash, metainfo: Metainfo) -> None:
        if metainfo.private:
            return
        trackers = [(url, 0) for url in await self._extras.trackers()]
        trackers += self._extras.trackers_behind(len(metainfo.trackers))
        if trackers and self._adapters.engine.holds(infohash):
            self._adapters.swarm.add_trackers(infohash, trackers)

    def _settled(self, settings: DownloadSettings, files: Sequence[TorrentFile]) -> DownloadSettings:
        """What was asked for in terms of files that are known now; indices that no file has are forgotten."""
        priorities = settings.file_priorities
        if settings.selection is not None:
            priorities = of_loose_selection(settings.selection, files)
        return replace(
            settings,
            file_priorities=without_excluded(priorities, files, self._desk.defaults().excluded),
            selection=None,
            user_stopped=settings.user_stopped or settings.only_metadata,
            only_metadata=False,
        )
