"""What comes with a magnet is looked at when it is there: no link on the disk may lead it out of the jail."""

import logging

from tribler_core.dialects.resttorrent.jail import Jail
from tribler_core.domain.errors import DownloadNotFound, PathNotAllowed
from tribler_core.domain.events import DownloadFailed, MetadataArrived
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.events import EventBus
from tribler_core.services.workspaces.events import WorkspaceOpened
from tribler_core.services.workspaces.workspace import Workspace
from tribler_core.services.workspaces.workspaces import Workspaces

log = logging.getLogger(__name__)


class Guarding:
    """Watches every workspace."""

    def __init__(self, workspaces: Workspaces, jail: Jail, events: EventBus, tasks: TaskOwner) -> None:
        self._workspaces = workspaces
        self._jail = jail
        self._events = events
        self._tasks = tasks

    def begin(self) -> None:
        """Those that are there, and those to come."""
        for workspace in self._workspaces.now():
            self._watch(workspace)
        self._events.subscribe(WorkspaceOpened, self._opened)

    def _opened(self, event: WorkspaceOpened) -> None:
        for workspace in self._workspaces.now():
            if workspace.id == event.workspace:
                self._watch(workspace)

    def _watch(self, workspace: Workspace) -> None:
        def arrived(event: MetadataArrived) -> None:
            _ = self._tasks.spawn(self._check(workspace, event), f"look at the files of {event.infohash}")

        workspace.events.subscribe(MetadataArrived, arrived)

    async def _check(self, workspace: Workspace, event: MetadataArrived) -> None:
        downloads = workspace.downloads
        try:
            row = downloads.get(event.infohash)
            files = await downloads.files(row.infohash)
            await self._jail.check_tree(row.settings.destination, (file.file.path for file in files))
        except DownloadNotFound:
            return
        except PathNotAllowed as error:
            log.warning("%s is removed: %s", event.infohash, error)
            workspace.events.publish(DownloadFailed(event.infohash, str(error)))
            await downloads.remove(event.infohash, with_data=False)
