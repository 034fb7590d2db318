"""Hidden swarms: hidden downloads that run meet hidden seeders, and are such seeders once they are complete."""

from functools import partial

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Hold
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.table import Delta

Wish = tuple[Hops, bool]
"""With how many hops, and whether to seed."""


class Meeting:
    """Joins and leaves as downloads change. Private torrents meet nobody whom their tracker does not name."""

    def __init__(self, adapters: Adapters, desk: Desk) -> None:
        self._network = adapters.network
        self._engine = adapters.engine
        self._swarm = adapters.swarm
        self._desk = desk
        self._joined: dict[InfoHash, Wish] = {}

    def take(self, delta: Delta) -> None:
        """What changed in the table."""
        if delta.full:
            there = {row.infohash for row in delta.changed}
            for infohash in [infohash for infohash in self._joined if infohash not in there]:
                self._leave(infohash)
        for infohash in delta.removed:
            self._leave(infohash)
        for row in delta.changed:
            self._consider(row)

    def _consider(self, row: Download) -> None:
        wish = _wish(row)
        if self._joined.get(row.infohash) == wish:
            return
        self._leave(row.infohash)
        if wish is not None:
            hops, seeding = wish
            self._joined[row.infohash] = wish
            self._network.join(row.infohash, hops, partial(self._found, row.infohash, hops), seeding=seeding)

    def _leave(self, infohash: InfoHash) -> None:
        if self._joined.pop(infohash, None) is not None:
            self._network.leave(infohash)

    def _found(self, infohash: InfoHash, hops: Hops, host: str, port: int) -> None:
        """An address that means something in the session of this hop count alone."""
        row = self._desk.table.get(infohash)
        if row is not None and row.settings.hops == hops and row.hold is Hold.NONE and self._engine.holds(infohash):
            self._swarm.connect_peers(infohash, [(host, port)])


def _wish(row: Download) -> Wish | None:
    hops, transfer = row.settings.hops, row.transfer
    runs = row.hold is Hold.NONE and not transfer.paused and not row.error
    return (hops, row.complete) if hops and runs and not transfer.private else None
