"""What happened to downloads, written down for people."""

import logging
from collections import deque

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import DownloadAdded, DownloadFailed, DownloadFinished, DownloadRemoved, FilesMoved
from tribler_core.domain.ports import HistoryEntry
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Adapters, Desk

log = logging.getLogger(__name__)

WAITING_AT_MOST = 10_000
"""Entries; while the database cannot be written, the oldest go."""


class Diary:
    """Gathers entries and writes them together."""

    def __init__(self, adapters: Adapters, desk: Desk) -> None:
        self._history = adapters.history
        self._desk = desk
        self._waiting: deque[HistoryEntry] = deque(maxlen=WAITING_AT_MOST)
        self._busy = False

    def listen(self) -> None:
        """Hear the house from now on."""
        subscribe = self._desk.events.subscribe
        subscribe(DownloadAdded, lambda event: self._note(event.infohash, "added", self._name(event.infohash)))
        subscribe(DownloadFinished, lambda event: self._note(event.infohash, "finished", event.name))
        subscribe(DownloadRemoved, lambda event: self._note(event.infohash, "removed"))
        subscribe(FilesMoved, lambda event: self._note(event.infohash, "moved", event.path))
        subscribe(DownloadFailed, lambda event: self._note(event.infohash, "failed", event.message))

    def tick(self) -> None:
        """Begin to write what has gathered."""
        if self._waiting and not self._busy:
            self._busy = True
            _ = self._desk.tasks.spawn(self.write(), "write history")

    async def write(self) -> None:
        """Write what has gathered. A failure is logged; what happened is no less true for it."""
        entries = list(self._waiting)
        self._waiting.clear()
        try:
            if entries:
                await self._history.write(entries)
        except TriblerError:
            log.exception("%d entries of the history are lost", len(entries))
        finally:
            self._busy = False

    def _note(self, infohash: InfoHash, what: str, detail: str = "") -> None:
        self._waiting.append(HistoryEntry(self._desk.clock.now(), infohash, what, detail))

    def _name(self, infohash: InfoHash) -> str:
        row = self._desk.table.get(infohash)
        return "" if row is None else row.name
