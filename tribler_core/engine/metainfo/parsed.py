"""Torrents that were parsed a moment ago to be looked at, so that adding them does not parse them again."""

from collections import OrderedDict

import libtorrent as lt

from tribler_core.engine.metainfo.bencode import load

ROOM = 4 * 1024 * 1024
"""Bytes of torrents that are remembered; what libtorrent makes of them takes a few times as much."""


class ParsedTorrents:
    """What was not asked for makes room for what comes. A batch is added in the order in which it was read."""

    def __init__(self, room: int = ROOM) -> None:
        """`room` in bytes; 0: nothing is remembered."""
        self._room = room
        self._taken = 0
        self._parsed: OrderedDict[bytes, lt.add_torrent_params] = OrderedDict()

    def keep(self, torrent: bytes, params: lt.add_torrent_params) -> None:
        """Until it is taken. Nobody else may use `params` from now on."""
        if torrent not in self._parsed:
            self._taken += len(torrent)
        self._parsed[torrent] = params
        while self._taken > self._room:
            forgotten, _ = self._parsed.popitem(last=False)
            self._taken -= len(forgotten)

    def take(self, torrent: bytes) -> lt.add_torrent_params:
        """As it was kept, or parsed now. Raises: RuntimeError."""
        params = self._parsed.pop(torrent, None)
        if params is None:
            return load(torrent)
        self._taken -= len(torrent)
        return params
