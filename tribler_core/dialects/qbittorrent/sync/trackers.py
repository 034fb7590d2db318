"""Which torrents announce to which tracker, and how fast all torrents are: kept up as torrents change."""

from typing import Any

from tribler_core.dialects.qbittorrent.sync.ledger import Extent
from tribler_core.dialects.qbittorrent.sync.stamps import EVERYTHING, Stamps
from tribler_core.domain.download.snapshot import Download


class TrackersPart:
    """Torrent ids by announce URL. The whole list of a URL is told when it changes, as clients expect."""

    def __init__(self) -> None:
        self._ids: dict[str, dict[str, None]] = {}
        """Ordered sets."""
        self._touched: set[str] = set()
        self._stamps: Stamps[str] = Stamps()
        self.download_rate = 0
        self.upload_rate = 0
        """Payload of all torrents together, bytes/s."""

    @property
    def forgotten(self) -> int:
        return self._stamps.forgotten

    def watch(self, torrent_id: str, before: Download | None, now: Download | None) -> None:
        """A torrent came, changed or went."""
        self._add_rates(before, -1)
        self._add_rates(now, 1)
        had, has = _urls(before), _urls(now)
        if had == has:
            return
        for url in had.difference(has):
            self._ids[url].pop(torrent_id, None)
            self._touched.add(url)
        for url in has.difference(had):
            self._ids.setdefault(url, {})[torrent_id] = None
            self._touched.add(url)

    def refresh(self, revision: int, oldest: int) -> Extent:
        """After the torrents were looked at."""
        if not self._touched:
            return Extent.NOTHING
        for url in self._touched:
            if self._ids[url]:
                self._stamps.mark(url, EVERYTHING, revision, oldest)
            else:
                del self._ids[url]
                self._stamps.remove(url, revision)
        self._touched.clear()
        return Extent.SOMETHING

    def whole(self) -> dict[str, Any]:
        return {"trackers": {url: list(ids) for url, ids in self._ids.items()}}

    def since(self, revision: int) -> dict[str, Any]:
        members = {
            "trackers": {url: list(self._ids[url]) for url in self._stamps.changed_since(revision)},
            "trackers_removed": self._stamps.removed_since(revision),
        }
        return {name: member for name, member in members.items() if member}

    def _add_rates(self, download: Download | None, sign: int) -> None:
        if download is not None:
            self.download_rate += sign * download.transfer.download_rate
            self.upload_rate += sign * download.transfer.upload_rate


def _urls(download: Download | None) -> frozenset[str]:
    return frozenset() if download is None else frozenset(tracker.url for tracker in download.trackers)
