"""Metainfo that was seen a moment ago."""

from collections import OrderedDict

from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Bytes, Seconds

KEPT_FOR = Seconds(300.0)
KEPT_AT_MOST = Bytes(16 * 1024 * 1024)
"""Of .torrent bytes; their parsed form takes some times that."""


class MetainfoCache:
    """Keeps metainfo five minutes, so that who looks at a torrent and then downloads it waits once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[InfoHash, tuple[Seconds, Metainfo]] = OrderedDict()
        """By identity, oldest first, with the time of its end."""
        self._second_names: dict[InfoHash, InfoHash] = {}
        self._size = 0

    def get(self, infohash: InfoHash) -> Metainfo | None:
        """By either infohash of a hybrid; None: not seen, or too long ago."""
        self._forget_old()
        entry = self._kept.get(self._second_names.get(infohash, infohash))
        return entry[1] if entry else None

    def put(self, metainfo: Metainfo) -> None:
        """Keep from now on; the oldest go when there is no room."""
        self._forget(metainfo.infohash)
        self._kept[metainfo.infohash] = (Seconds(self._clock.monotonic() + KEPT_FOR), metainfo)
        if metainfo.infohashes.v2 is not None:
            self._second_names[metainfo.infohashes.v2] = metainfo.infohash
        self._size += len(metainfo.data)
        self._forget_old()
        while self._size > KEPT_AT_MOST:
            self._forget(next(iter(self._kept)))

    def _forget_old(self) -> None:
        now = self._clock.monotonic()
        while self._kept:
            oldest, (end, _) = next(iter(self._kept.items()))
            if end > now:
                return
            self._forget(oldest)

    def _forget(self, infohash: InfoHash) -> None:
        entry = self._kept.pop(infohash, None)
        if entry is not None:
            self._size -= len(entry[1].data)
            if entry[1].infohashes.v2 is not None:
                self._second_names.pop(entry[1].infohashes.v2, None)
