"""Alerts about files: moved, renamed, deleted."""

import libtorrent as lt

from tribler_core.engine.pump import AlertHandlers
from tribler_core.engine.torrents.feed import StatusFeed
from tribler_core.engine.torrents.held import Torrents
from tribler_core.engine.torrents.storage import Storage
from tribler_core.engine.unfinished import Unfinished
from tribler_core.engine.views.inspection import Inspection


class StorageAlerts:
    """Hands what happened on disk to who asked for it."""

    def __init__(
        self, torrents: Torrents, storage: Storage, inspection: Inspection, unfinished: Unfinished, feed: StatusFeed
    ) -> None:
        self._torrents = torrents
        self._feed = feed
        self._storage = storage
        self._inspection = inspection
        self._unfinished = unfinished

    def handlers(self) -> AlertHandlers:
        return {
            lt.storage_moved_alert: self._storage.moved,
            lt.storage_moved_failed_alert: self._storage.not_moved,
            lt.file_renamed_alert: self._renamed,
            lt.file_rename_failed_alert: self._not_renamed,
            lt.torrent_removed_alert: self._storage.removed,
            lt.torrent_delete_failed_alert: self._storage.not_deleted,
        }

    def _renamed(self, alert: lt.file_renamed_alert) -> None:
        held = self._torrents.of(alert.handle)
        self._storage.renamed(alert)
        self._unfinished.renamed(alert)
        if held is not None:
            self._inspection.forget(held)
            self._feed.refresh_soon(held)

    def _not_renamed(self, alert: lt.file_rename_failed_alert) -> None:
        self._storage.not_renamed(alert)
        self._unfinished.renamed(alert)
