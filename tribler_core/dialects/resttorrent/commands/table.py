"""Every command: what it is called in a message, and which route does the same.

Each is bound once to REST and once to Socket.IO, from this one table. Source: section 8.2 of the specification.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tribler_core.dialects.resttorrent.commands.sessions import Payload, SessionCommands
from tribler_core.dialects.resttorrent.commands.torrents import TorrentCommands
from tribler_core.dialects.resttorrent.commands.uploading import Uploading
from tribler_core.dialects.resttorrent.requests.given import Given
from tribler_core.foundation.clock import Clock

Run = Callable[[Given], Awaitable[Payload]]

SESSION = "/{session_id}"
TORRENTS = "/{session_id}/torrents"
TORRENT = "/{session_id}/torrents/{infohash}"
PEERS = "/{session_id}/torrents/{infohash}/peers"


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command and its names."""

    name: str
    run: Run
    method: str = ""
    """Of the route; empty: there is none, messages alone can ask for it."""
    path: str = ""
    """Below /v1/sessions."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commands:
    """All of them."""

    sessions: SessionCommands
    torrents: TorrentCommands
    uploading: Uploading
    clock: Clock

    def all(self) -> tuple[Commanded, ...]:
        """In the order of the specification."""
        sessions, torrents = self.sessions, self.torrents
        return (
            Commanded("get_session_list", sessions.get_session_list, "GET", "", ("get_sessions",)),
            Commanded("create_session", sessions.create_session, "POST", ""),
            Commanded("get_session", sessions.get_session, "GET", SESSION),
            Commanded("delete_session", sessions.delete_session, "DELETE", SESSION),
            Commanded("upload_torrent", self.uploading.upload_torrent, "POST", TORRENTS, ("add_torrent",)),
            Commanded("get_torrent_list", torrents.get_torrent_list, "GET", TORRENTS, ("get_torrents",)),
            Commanded("get_torrent", torrents.get_torrent, "GET", TORRENT),
            Commanded("command_torrent", torrents.command_torrent, "PUT", TORRENT, ("control_torrent",)),
            Commanded("pause_torrent", torrents.pause_torrent),
            Commanded("resume_torrent", torrents.resume_torrent),
            Commanded("get_peers", torrents.get_peers, "GET", PEERS, ("get_peer_list",)),
            Commanded("delete_torrent", torrents.delete_torrent, "DELETE", TORRENT, ("remove_torrent",)),
            Commanded("ping", self._ping),
        )

    def by_name(self) -> Mapping[str, Commanded]:
        """Aliases included."""
        return {name: each for each in self.all() for name in (each.name, *each.aliases)}

    async def _ping(self, _: Given) -> Payload:
        return {"time": self.clock.microseconds() / 1_000_000}
