"""A workspace put together of an engine of its own and the same parts as the daemon's downloads."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from tribler_core.domain.ports import (
    AnonymityNetwork,
    DownloadCatalogue,
    KeyValueStore,
    MetainfoReader,
    NewWorkspaceEngine,
    WorkspaceEngine,
    WorkspaceStore,
)
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.building import Rules, Sources, build_downloads
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.downloads.desk import Adapters
from tribler_core.services.downloads.placing.claims import Claims
from tribler_core.services.events import EventBus
from tribler_core.services.workspaces.notes import NoCategories, NoHistory, WorkspaceNotes
from tribler_core.services.workspaces.record import WorkspaceRecord
from tribler_core.services.workspaces.workspace import Workspace

LAST_WORDS = Seconds(1.5)
"""For the engine to say what was not saved yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What every workspace is made of."""

    new_engine: NewWorkspaceEngine
    downloads: WorkspaceStore
    store: KeyValueStore
    reader: MetainfoReader
    network: Callable[[WorkspaceEngine], AnonymityNetwork]
    """What the downloads of an engine hide in."""
    sources: Sources
    folder: Callable[[], PurePath]
    """Where downloads lie that name no folder."""
    claims: Claims
    clock: Clock


class OpenWorkspace:
    """The parts of one, until it is closed."""

    def __init__(self, record: WorkspaceRecord, materials: Materials) -> None:
        self._claims = materials.claims
        self._store = materials.downloads
        events = EventBus()
        self.engine: WorkspaceEngine = materials.new_engine(events.publish)
        self._notes = WorkspaceNotes(materials.store if record.durable else None, f"workspace.{record.id}")
        self._catalogue: DownloadCatalogue = materials.downloads.catalogue(record.id, durable=record.durable)
        folder = materials.folder()
        defaults = DownloadDefaults(destination=folder)
        downloads = build_downloads(
            Adapters(
                engine=self.engine.torrents,
                inspection=self.engine.inspection,
                swarm=self.engine.swarm,
                reader=materials.reader,
                catalogue=self._catalogue,
                store=self._notes,
                history=NoHistory(),
                network=materials.network(self.engine),
            ),
            events,
            materials.clock,
            Rules(defaults=lambda: defaults, categories=NoCategories(folder), claims=materials.claims),
            materials.sources,
        )
        self.workspace = Workspace(record=record, downloads=downloads, events=events, sessions=self.engine.sessions)

    async def load(self) -> None:
        """Bring what is stored to life, in the background. Raises: CatalogueError."""
        await self._notes.load()
        await self.workspace.downloads.start()

    async def close(self, saving: Seconds) -> None:
        """Save what lasts, and close the sockets."""
        await self.workspace.downloads.stop(saving)
        try:
            await self.workspace.downloads.part(await self.engine.last_words(LAST_WORDS))
        finally:
            await self.engine.close()
            self.leave()

    async def destroy(self, *, with_data: bool) -> None:
        """Close it, and forget all about it; the content stays, unless it shall go."""
        downloads = self.workspace.downloads
        if with_data:
            for row in downloads.table.rows():
                await downloads.remove(row.infohash, with_data=True)
        await downloads.stop(Seconds(0.5))
        await self.engine.close()
        self.leave()
        if self.workspace.record.durable:
            await self._notes.forget()
            await self._store.forget(self.workspace.id)

    def leave(self) -> None:
        """Its downloads are in nobody's way any more."""
        self._claims.leave(self.workspace.downloads.table)
