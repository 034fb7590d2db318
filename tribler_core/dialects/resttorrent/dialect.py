"""The faces of the dialect, built of the services."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tribler_core.config.sections import Config
from tribler_core.dialects.resttorrent.access.authenticator import RestTorrentAuthenticator
from tribler_core.dialects.resttorrent.access.openness import OpenCors
from tribler_core.dialects.resttorrent.answers import Answers
from tribler_core.dialects.resttorrent.commands.guarding import Guarding
from tribler_core.dialects.resttorrent.commands.sessions import SessionCommands
from tribler_core.dialects.resttorrent.commands.sources import SourceOf
from tribler_core.dialects.resttorrent.commands.table import Commands
from tribler_core.dialects.resttorrent.commands.torrents import TorrentCommands
from tribler_core.dialects.resttorrent.commands.uploading import ReadSource, Uploading
from tribler_core.dialects.resttorrent.endpoints.rest import rest_endpoints
from tribler_core.dialects.resttorrent.errors import FailureShape
from tribler_core.dialects.resttorrent.jail import Jail
from tribler_core.dialects.resttorrent.messages.conversation import Report
from tribler_core.dialects.resttorrent.messages.describing import Document, describe_messages
from tribler_core.dialects.resttorrent.push.hub import Around
from tribler_core.dialects.resttorrent.push.newsroom import ReadTorrent
from tribler_core.dialects.resttorrent.switchboard import LARGEST_MESSAGE, House, Switchboard
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.events import EventBus
from tribler_core.services.workspaces.workspaces import Workspaces
from tribler_core.web.access.slow_down import SlowDown
from tribler_core.web.dialect import Dialect, alone
from tribler_core.web.endpoint import Endpoint

NAME = "resttorrent"
PREFIX = "/v1/sessions"
SOCKETS = "/socket.io"
_SECURITY = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key", "description": "The key in `[api] key`."},
    "bearer": {"type": "http", "scheme": "bearer", "description": "The same key."},
    "basic": {"type": "http", "scheme": "basic", "description": "The same key as the password."},
    "query": {"type": "apiKey", "in": "query", "name": "api_key", "description": "The same key."},
}
_DESCRIPTION = (
    "RestTorrent: independent libtorrent sessions, opened and thrown away while the daemon runs, and the torrents in "
    "them. Parameters may come in the query, a form or a JSON object. Failures are answered with the status 200, as "
    "RestTorrent did, unless the client sends `Prefer: status-codes` or `http_status=1`. The same commands, and "
    "events, are there over Socket.IO at `/socket.io/`; see openapi/resttorrent.asyncapi.json. No key is "
    "needed on this machine."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All that the commands call."""

    workspaces: Workspaces
    events: EventBus
    """Of the house."""
    meaning: SourceOf
    read: ReadSource
    read_torrent: ReadTorrent
    jail: Jail


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the running daemon tells of itself."""

    config: Callable[[], Config]
    report: Report
    clock: Clock
    tasks: TaskOwner


def new_jail(config: Callable[[], Config], given: Path | None = None) -> Jail:
    """The one that the configuration describes; `given` is the root where it names none."""

    def root() -> Path:
        return config().resttorrent.root_dir or given or config().download_defaults.saveas

    return Jail(root, lambda: config().resttorrent.absolute_as_relative)


class RestTorrent:
    """What both faces share."""

    def __init__(self, services: Services, around: Surroundings) -> None:
        """Nothing runs by this."""
        section = lambda: around.config().resttorrent  # noqa: E731 - a name for what all are handed
        workspaces, jail = services.workspaces, services.jail
        self.authenticator = RestTorrentAuthenticator(around.config, SlowDown(around.clock))
        self.commands = Commands(
            sessions=SessionCommands(workspaces, section),
            torrents=TorrentCommands(workspaces, jail),
            uploading=Uploading(workspaces, jail, services.meaning, services.read, section),
            clock=around.clock,
        )
        self._answers = Answers(self.authenticator, section)
        self._guarding = Guarding(workspaces, jail, services.events, around.tasks)
        house = House(
            workspaces=workspaces,
            around=Around(services.events, services.read_torrent),
            section=section,
            report=around.report,
            clock=around.clock,
            tasks=around.tasks,
        )
        self._switchboard = Switchboard(house, self.commands, self.authenticator)

    def start(self) -> None:
        """Watch what comes into the jail."""
        self._guarding.begin()
        self._switchboard.begin()

    async def stop(self) -> None:
        """Let go of every socket."""
        await self._switchboard.close()

    def faces(self) -> Sequence[Dialect]:
        """One for each prefix, and one for the rest of a port of its own."""
        return [
            replace(self._face(PREFIX, rest_endpoints(self.commands, self._answers)), messages=self._messages),
            self._face(SOCKETS, [self._switchboard.endpoint]),
            alone(self._face(PREFIX, []), []),
        ]

    def _messages(self, routes: Document) -> Document:
        return describe_messages(routes, PREFIX, self.commands.all())

    def _face(self, prefix: str, endpoints: Sequence[Endpoint]) -> Dialect:
        return Dialect(
            name=NAME,
            title="RestTorrent",
            prefix=prefix,
            endpoints=endpoints,
            authenticator=self.authenticator,
            word_error=self._answers.failure,
            error_schema=FailureShape,
            security=_SECURITY,
            description=_DESCRIPTION,
            collapse_slashes=True,
            courtesy=OpenCors(),
            max_body_size=LARGEST_MESSAGE,
        )
