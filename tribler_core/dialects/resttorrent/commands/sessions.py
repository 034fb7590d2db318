"""Sessions: listed, opened, shown, thrown away. Source: section 5 of the specification."""

from collections.abc import Callable

from tribler_core.config.sections import RestTorrentSection
from tribler_core.dialects.resttorrent.requests.given import Given
from tribler_core.dialects.resttorrent.requests.ports import ports_of
from tribler_core.dialects.resttorrent.shapes.session import present_session
from tribler_core.services.workspaces.workspaces import Workspaces

Payload = dict[str, object]
"""The body of a successful answer, but for the word that it is one."""


class SessionCommands:
    """What can be asked of sessions."""

    def __init__(self, workspaces: Workspaces, section: Callable[[], RestTorrentSection]) -> None:
        self._workspaces = workspaces
        self._section = section

    async def get_session_list(self, _: Given) -> Payload:
        """All of them, the oldest first."""
        return {"sessions": [await present_session(workspace) for workspace in await self._workspaces.all()]}

    async def create_session(self, given: Given) -> Payload:
        """Raises: PortsRefused, FieldRefused, TooManyWorkspaces, BindFailed."""
        first, last = ports_of(given, self._section().default_port_range)
        durable = not given.flag("memory_only", default=True)
        return {"session": await present_session(await self._workspaces.create(first, last, durable=durable))}

    async def get_session(self, given: Given) -> Payload:
        """Raises: WorkspaceNotFound."""
        async with self._workspaces.using(given.text("session_id")) as workspace:
            shown = await present_session(workspace)
        return {**shown, "session": shown}

    async def delete_session(self, given: Given) -> Payload:
        """Its port is free when this returns. Raises: WorkspaceNotFound, WorkspaceProtected, FieldRefused."""
        with_data = given.flag("delete_files", default=False)
        await self._workspaces.remove(given.text("session_id"), with_data=with_data)
        return {}
