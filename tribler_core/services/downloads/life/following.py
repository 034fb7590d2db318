"""What the engine says of its torrents goes into the live table."""

from dataclasses import replace

from tribler_core.domain.events import (
    DownloadFailed,
    FileRenamed,
    TorrentFailed,
    TrackersChanged,
    TransfersChanged,
)
from tribler_core.services.downloads.desk import Desk
from tribler_core.services.downloads.keeping import Keeping
from tribler_core.services.downloads.passage import OUTSIDE
from tribler_core.services.downloads.sharing.seeding import Seeding


class Following:
    """Keeps the rows true; the cost is that of what changed."""

    def __init__(self, desk: Desk, keeping: Keeping, seeding: Seeding) -> None:
        self._desk = desk
        self._table = desk.table
        self._keeping = keeping
        self._seeding = seeding

    def listen(self) -> None:
        """Hear the engine from now on."""
        subscribe = self._desk.events.subscribe
        subscribe(TransfersChanged, self._transfers)
        subscribe(TrackersChanged, self._trackers)
        subscribe(TorrentFailed, self._failed)
        subscribe(FileRenamed, self._renamed)

    def _transfers(self, event: TransfersChanged) -> None:
        for infohash, transfer in event.transfers:
            before = self._table.get(infohash)
            if before is None or before.hold in OUTSIDE:
                continue
            after = before.with_transfer(transfer)
            if not self._table.put(after):
                continue
            if after.complete is not before.complete:
                self._keeping.soon(after.infohash)
            if after.complete or before.complete:
                self._seeding.consider(after)

    def _trackers(self, event: TrackersChanged) -> None:
        row = self._table.get(event.infohash)
        if row is not None and row.hold not in OUTSIDE:
            self._table.put(replace(row, trackers=event.trackers))

    def _failed(self, event: TorrentFailed) -> None:
        self._keeping.soon(event.infohash)
        self._desk.events.publish(DownloadFailed(event.infohash, event.message, event.file))

    def _renamed(self, event: FileRenamed) -> None:
        if not event.error:
            self._keeping.soon(event.infohash)
