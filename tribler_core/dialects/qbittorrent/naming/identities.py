"""Torrent ids: the one that we say, and all that we understand. Source: section 0.4 of the specification."""

import re

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.events import DownloadRemoved, MetadataArrived
from tribler_core.domain.ports import KeyValueStore
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.events import EventBus

STORED_AS = "qbittorrent.ids"
_LENGTH = 40
_ID = re.compile(r"[0-9a-f]{40}")


def canonical(infohashes: InfoHashes) -> str:
    """The first 40 digits of the v2 infohash where there is one, else the v1 infohash."""
    return str(infohashes.v2 or infohashes.identity)[:_LENGTH]


class Identities:
    """Ids of the downloads in the live table.

    A v1 magnet that turns out to be a hybrid keeps the id that clients know it by, over restarts too; its other names
    are understood as well.
    """

    def __init__(self, table: LiveTable, events: EventBus, store: KeyValueStore, tasks: TaskOwner) -> None:
        self._table = table
        self._store = store
        self._tasks = tasks
        self._kept: dict[str, str] = {}
        """Ids that are not canonical, by identity."""
        self._short: dict[str, InfoHash] = {}
        """Identities by id, where one does not follow from the other."""
        self._seen = Revision(0)
        events.subscribe(MetadataArrived, self._arrived)
        events.subscribe(DownloadRemoved, self._removed)

    async def load(self) -> None:
        """Remember what was kept before the restart."""
        self._kept = dict(await self._store.get(STORED_AS) or {}) | self._kept

    def of(self, download: Download) -> str:
        """What clients call it."""
        return self._kept.get(download.infohash) or canonical(download.infohashes)

    def find(self, text: str) -> Download | None:
        """The download that any of its ids means, in any case; None: there is none."""
        lowered = text.strip().lower()
        infohash = InfoHash.parse_loose(lowered)
        if infohash is None:
            return None
        found = self._table.get(infohash)
        if found is None and _ID.fullmatch(lowered):
            self._catch_up()
            identity = self._short.get(lowered)
            found = None if identity is None else self._table.get(identity)
        return found

    def _catch_up(self) -> None:
        """Learn the short names of what was added since somebody last used one."""
        delta = self._table.since(self._seen)
        self._seen = delta.revision
        for row in delta.changed:
            if row.infohashes.v2 is not None:
                self._short[str(row.infohashes.v2)[:_LENGTH]] = row.infohash

    def _arrived(self, event: MetadataArrived) -> None:
        row = self._table.get(event.infohash)
        if row is None or self.of(row) == canonical(event.infohashes):
            return
        self._kept[event.infohashes.identity] = self.of(row)
        self._save()

    def _removed(self, event: DownloadRemoved) -> None:
        if self._kept.pop(event.infohash, None) is not None:
            self._save()

    def _save(self) -> None:
        _ = self._tasks.spawn(self._store.put(STORED_AS, dict(self._kept)), "ids of qBittorrent's clients")
