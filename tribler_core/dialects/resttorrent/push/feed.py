"""From the live tables and the events of every session to what subscribers are told.

A table is asked for its changes once an interval, for all who have that interval together. What is told is the
difference to what was told before, key by key, so it costs as much as there are changes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tribler_core.dialects.resttorrent.push.happenings import Happening
from tribler_core.dialects.resttorrent.shapes.session import STATISTICS, present_session
from tribler_core.dialects.resttorrent.shapes.torrent import present_row
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Revision, Seconds
from tribler_core.services.workspaces.workspace import Workspace

Tell = Callable[[Happening], None]
_ALWAYS = ("infohash", "info_hash")


@dataclass(slots=True)
class _Told:
    """What those of one interval were last told of a session."""

    revision: Revision
    rows: dict[InfoHash, dict[str, object]] = field(default_factory=dict)
    due: float = 0.0


class Feed:
    """Of one session."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._told: dict[Seconds, _Told] = {}

    def begin(self, interval: Seconds, now: float) -> None:
        """Somebody has this interval: remember how things are, as they are told that."""
        if interval not in self._told:
            table = self.workspace.downloads.table
            rows = {row.infohash: present_row(row) for row in table.walk()}
            self._told[interval] = _Told(table.revision, rows, now + interval)

    def end(self, intervals: set[Seconds]) -> None:
        """Nobody has others than these."""
        self._told = {interval: told for interval, told in self._told.items() if interval in intervals}

    def due(self, now: float) -> list[Seconds]:
        """The intervals that are over."""
        return [interval for interval, told in self._told.items() if told.due <= now]

    def changed(self, interval: Seconds) -> list[InfoHash]:
        """Torrents that are not as they were when those of this interval were last told."""
        delta = self.workspace.downloads.table.since(self._told[interval].revision)
        return [row.infohash for row in delta.changed]

    async def tick(self, interval: Seconds, now: float, tell: Tell) -> None:
        """Tell what changed in this interval, and how the session fares."""
        told = self._told[interval]
        told.due = max(told.due + interval, now)
        session = self.workspace.id
        changes = self._changes(told)
        if changes:
            tell(Happening("torrent_update", session, facts={"torrents": changes}))
        shown = await present_session(self.workspace)
        tell(Happening("session_stats", session, facts={name: shown[name] for name in STATISTICS}))

    def _changes(self, told: _Told) -> list[dict[str, object]]:
        delta = self.workspace.downloads.table.since(told.revision)
        told.revision = delta.revision
        if delta.full:
            kept = {row.infohash for row in delta.changed}
            told.rows = {infohash: shown for infohash, shown in told.rows.items() if infohash in kept}
        for infohash in delta.removed:
            told.rows.pop(infohash, None)
        found = (self._difference(told, row) for row in delta.changed)
        return [difference for difference in found if len(difference) > 1]

    def _difference(self, told: _Told, row: Download) -> dict[str, object]:
        before, now = told.rows.get(row.infohash, {}), present_row(row)
        told.rows[row.infohash] = now
        changed = {name: value for name, value in now.items() if name not in _ALWAYS and before.get(name) != value}
        return {"infohash": row.infohash, **changed}
