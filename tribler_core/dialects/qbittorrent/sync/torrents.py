"""The torrents of a poll: each key of each torrent carries the revision of its last change."""

from collections.abc import Callable
from typing import Any

from tribler_core.dialects.qbittorrent.rows import Rows
from tribler_core.dialects.qbittorrent.sync.ledger import Extent
from tribler_core.dialects.qbittorrent.sync.stamps import EVERYTHING, Stamps
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.table import LiveTable

Watch = Callable[[str, Download | None, Download | None], None]
"""Told the id, what was shown and what is shown from now on, of every torrent that comes, changes or goes."""


class TorrentsPart:
    """Follows the live table; a look costs what changed since the last one.

    What a torrent showed is not kept: the snapshot that it was shown from is (the table shares it), and presenting it
    once more tells which keys differ. So an idle torrent costs two references, whatever it shows.
    """

    def __init__(self, table: LiveTable, rows: Rows, watch: Watch) -> None:
        self._table = table
        self._rows = rows
        self._watch = watch
        self._bits = {name: 1 << position for position, (name, _) in enumerate(rows.readers)}
        self._shown: dict[str, Download] = {}
        """By id; what was found at the last look."""
        self._ids: dict[InfoHash, str] = {}
        self._stamps: Stamps[str] = Stamps()
        self._seen = Revision(-1)
        self._scenes = -1

    @property
    def forgotten(self) -> int:
        return self._stamps.forgotten

    def refresh(self, revision: int, oldest: int) -> Extent:
        self._rows.look()
        delta = self._table.since(self._seen)
        self._seen = delta.revision
        if delta.full or self._scenes != self._rows.scenes:
            self._scenes = self._rows.scenes
            self._restart()
            return Extent.EVERYTHING
        changed = False
        for infohash in delta.removed:
            changed |= self._gone(infohash, revision)
        for download in delta.changed:
            changed |= self._here(download, revision, oldest)
        return Extent.SOMETHING if changed else Extent.NOTHING

    def downloads(self) -> list[Download]:
        """All that a full answer shows, in order of adding."""
        return self._table.rows()

    def whole(self) -> dict[str, Any]:
        return {"torrents": {self._rows.id_of(row): self._rows.present(row) for row in self._shown.values()}}

    def since(self, revision: int) -> dict[str, Any]:
        changed = self._stamps.changed_since(revision)
        members = {
            "torrents": {torrent_id: self._those(torrent_id, parts) for torrent_id, parts in changed.items()},
            "torrents_removed": self._stamps.removed_since(revision),
        }
        return {name: member for name, member in members.items() if member}

    def _those(self, torrent_id: str, parts: int) -> dict[str, object]:
        row = self._rows.row(self._shown[torrent_id])
        if parts == EVERYTHING:
            return self._rows.present(self._shown[torrent_id])
        return {name: read(row) for name, read in self._rows.readers if parts & self._bits[name]}

    def _restart(self) -> None:
        self._stamps.clear()
        shown = {self._rows.id_of(download): download for download in self._table.walk()}
        for torrent_id, before in self._shown.items():
            if torrent_id not in shown:
                self._watch(torrent_id, before, None)
        for torrent_id, download in shown.items():
            self._watch(torrent_id, self._shown.get(torrent_id), download)
        self._shown = shown
        self._ids = {download.infohash: torrent_id for torrent_id, download in shown.items()}

    def _gone(self, infohash: InfoHash, revision: int) -> bool:
        torrent_id = self._ids.pop(infohash, None)
        if torrent_id is None or self._shown[torrent_id].infohash != infohash:
            return False  # it came and went between two looks, or goes by its other infohash now
        before = self._shown.pop(torrent_id)
        self._stamps.remove(torrent_id, revision)
        self._watch(torrent_id, before, None)
        return True

    def _here(self, download: Download, revision: int, oldest: int) -> bool:
        torrent_id = self._rows.id_of(download)
        if self._ids.get(download.infohash, torrent_id) != torrent_id:
            self._gone(download.infohash, revision)  # it goes by another id now
        before = self._shown.get(torrent_id)
        parts = EVERYTHING if before is None else self._difference(before, download)
        self._shown[torrent_id] = download
        self._ids[download.infohash] = torrent_id
        if parts:
            self._stamps.mark(torrent_id, parts, revision, oldest)
            self._watch(torrent_id, before, download)
        return bool(parts)

    def _difference(self, before: Download, now: Download) -> int:
        if before.transfer.added != now.transfer.added:
            return EVERYTHING  # removed and added again
        was, bits = self._rows.present(before), self._bits
        return sum(bits[name] for name, value in self._rows.present(now).items() if was[name] != value)
