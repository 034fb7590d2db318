"""Everything that is there for sockets, built once."""

from collections.abc import Callable
from dataclasses import dataclass

from tribler_core.config.sections import RestTorrentSection
from tribler_core.dialects.resttorrent.access.authenticator import RestTorrentAuthenticator
from tribler_core.dialects.resttorrent.commands.table import Commands
from tribler_core.dialects.resttorrent.endpoints.sockets import SocketsEndpoint
from tribler_core.dialects.resttorrent.legacy.generation import LegacyGeneration
from tribler_core.dialects.resttorrent.messages.conversation import Conversation, Report, Wire
from tribler_core.dialects.resttorrent.messages.current import CurrentGeneration
from tribler_core.dialects.resttorrent.messages.opening import Terms
from tribler_core.dialects.resttorrent.push.hub import Around, Hub
from tribler_core.dialects.resttorrent.push.subscribing import Subscribing
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Bytes
from tribler_core.services.workspaces.workspaces import Workspaces

LARGEST_MESSAGE = Bytes(100 * 1024 * 1024)
"""A torrent may come in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What sockets need of the house."""

    workspaces: Workspaces
    around: Around
    section: Callable[[], RestTorrentSection]
    report: Report
    clock: Clock
    tasks: TaskOwner


class Switchboard:
    """Connects clients of every generation with the same commands and the same events."""

    def __init__(self, house: House, commands: Commands, authenticator: RestTorrentAuthenticator) -> None:
        self._commands = commands.by_name()
        self._report = house.report
        self._subscribing = Subscribing(house.workspaces, house.section, house.clock, house.tasks)
        self._hub = Hub(house.workspaces, self._subscribing, house.around, house.clock, house.tasks)
        section = house.section()
        terms = Terms(
            largest_message=LARGEST_MESSAGE, ping_interval=section.ping_interval, ping_timeout=section.ping_timeout
        )
        self._current = CurrentGeneration(authenticator, self._open, house.tasks, terms)
        self._legacy = None
        if section.engineio3:
            self._legacy = LegacyGeneration(authenticator, self._open, house.clock, house.tasks, terms)
        self.endpoint = SocketsEndpoint(self._current, self._legacy)

    def begin(self) -> None:
        """Hear of sessions from now on."""
        self._hub.begin()

    async def close(self) -> None:
        """Let go of everybody: their requests would keep the server from stopping."""
        self._hub.close()
        if self._legacy is not None:
            self._legacy.close()
        await self._current.close()

    def _open(self, wire: Wire) -> Conversation:
        return Conversation(wire, self._commands, self._subscribing, self._report)
