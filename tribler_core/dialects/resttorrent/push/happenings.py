"""What can be told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tribler_core.dialects.resttorrent.shapes.session import STATISTICS
from tribler_core.domain.torrent.infohash import InfoHash

OPT_IN = frozenset({"tracker_error", "tracker_reply", "peer_connected", "peer_disconnected"})
"""So many that they are told only to those who ask for them."""
_SESSION, _TORRENT = ("session_id",), ("session_id", "infohash")
FACTS: Mapping[str, tuple[str, ...]] = {
    "session_created": (*_SESSION, "session"),
    "session_deleted": (*_SESSION, "session"),
    "session_listen": (*_SESSION, "listening", "port", "error"),
    "session_stats": (*_SESSION, *STATISTICS),
    "torrent_added": (*_TORRENT, "torrent", "source"),
    "torrent_metadata": (*_TORRENT, "name", "size", "num_files"),
    "torrent_state": (*_TORRENT, "state", "previous", "paused"),
    "torrent_update": (*_SESSION, "torrents"),
    "torrent_finished": (*_TORRENT, "torrent"),
    "torrent_checked": (*_TORRENT, "progress"),
    "torrent_moved": (*_TORRENT, "save_path"),
    "torrent_error": (*_TORRENT, "error", "file"),
    "torrent_removed": (*_TORRENT, "deleted_files"),
    "tracker_error": (*_TORRENT, "url", "message"),
    "tracker_reply": (*_TORRENT, "url", "num_peers"),
    "peer_connected": (*_TORRENT, "ip", "port", "reason"),
    "peer_disconnected": (*_TORRENT, "ip", "port", "reason"),
}
"""What each kind of event carries beside its name, number and time."""
KINDS = frozenset(FACTS)
LAGGED: Mapping[str, tuple[str, ...]] = {"lagged": ("dropped",)}
"""Told to a reader who is slow, whatever it asked for."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a session, perhaps to a torrent."""

    kind: str
    session: str
    infohash: InfoHash | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    def message(self) -> dict[str, object]:
        """As it is sent, but for its number."""
        named = {} if self.infohash is None else {"infohash": self.infohash}
        return {"event": self.kind, "session_id": self.session, **named, **self.facts}

    def about(self, infohashes: Collection[InfoHash]) -> "Happening | None":
        """Of a list of torrents only these; None: none of them is in it."""
        listed = self.facts.get("torrents")
        if not isinstance(listed, list):
            return self
        chosen = [each for each in listed if each["infohash"] in infohashes]
        return replace(self, facts={**self.facts, "torrents": chosen}) if chosen else None
