"""A libtorrent session of its own for some downloads, and where they last."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from tribler_core.domain.events import Event
from tribler_core.domain.ports.catalogue import DownloadCatalogue
from tribler_core.domain.ports.engine import LastWords, SwarmControl, TorrentEngine, TorrentInspection
from tribler_core.domain.ports.sessions import EngineSessions, Listening
from tribler_core.foundation.units import Seconds


class WorkspaceEngine(Protocol):
    """An engine beside the daemon's own: its torrents know nothing of any other's."""

    @property
    def torrents(self) -> TorrentEngine:
        """Torrents in and out."""
        ...

    @property
    def inspection(self) -> TorrentInspection:
        """What can be asked of them."""
        ...

    @property
    def swarm(self) -> SwarmControl:
        """Their trackers and peers."""
        ...

    @property
    def sessions(self) -> EngineSessions:
        """The one session, at no hops."""
        ...

    async def start(self, ports: Sequence[int]) -> Listening:
        """Run, and listen on the first of these ports that is free (0 is any), for TCP and UDP alike.

        It runs also when there is none. Raises: OSError when the IP filter cannot be read.
        """
        ...

    async def listen(self, ports: Sequence[int]) -> Listening:
        """Listen on the first of these that is free, and no more where it did."""
        ...

    async def follow(self) -> None:
        """Take over what the daemon's configuration says now. Raises: OSError, as `start`."""
        ...

    async def last_words(self, deadline: Seconds) -> LastWords:
        """Fall silent for good, and say what was not saved yet; after this comes nothing but `close`.

        What could not be asked within `deadline` seconds is left out.
        """
        ...

    async def close(self) -> None:
        """End everything, also without `last_words`; the sockets are closed when it returns.

        It may take long, and may be broken off when the process ends.
        """
        ...


NewWorkspaceEngine = Callable[[Callable[[Event], None]], WorkspaceEngine]
"""Makes an engine that publishes its events there, and is not started."""


class WorkspaceStore(Protocol):
    """Where the downloads of workspaces last."""

    def catalogue(self, workspace: str, *, durable: bool) -> DownloadCatalogue:
        """Of one workspace; what is not durable, and single downloads that are transient, live in memory only."""
        ...

    async def forget(self, workspace: str) -> None:
        """Every durable download of it. Raises: CatalogueError."""
        ...

    async def forget_others(self, known: Collection[str]) -> None:
        """Every durable download of workspaces that are not known. Raises: CatalogueError."""
        ...
