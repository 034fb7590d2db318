"""What can be told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tribler_core.domain.torrent.infohash import InfoHash

OPT_IN = frozenset({"tracker_error", "tracker_reply", "peer_connected", "peer_disconnected"})
"""So many that they are told only to those who ask for them."""
KINDS = OPT_IN | {
    "session_created",
    "session_deleted",
    "session_listen",
    "session_stats",
    "torrent_added",
    "torrent_metadata",
    "torrent_state",
    "torrent_update",
    "torrent_finished",
    "torrent_checked",
    "torrent_moved",
    "torrent_error",
    "torrent_removed",
}


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
