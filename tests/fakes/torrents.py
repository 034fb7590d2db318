"""The torrents that the fake engine holds."""

import asyncio
from dataclasses import dataclass, field
from pathlib import PurePath

from tribler_core.domain.download.snapshot import Transfer
from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.events import TrackersChanged
from tribler_core.domain.ports import EngineChange, Publish
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.swarm.tracker import Tracker, TrackerEndpoint
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.metainfo import Metainfo


@dataclass(eq=False)
class FakeTorrent:
    """One torrent and what was done to it."""

    infohashes: InfoHashes
    destination: PurePath
    transfer: Transfer
    metainfo: Metainfo | None
    priorities: tuple[int, ...] = ()
    changes: list[EngineChange] = field(default_factory=list)
    renamed: dict[int, str] = field(default_factory=dict)
    trackers: dict[str, int] = field(default_factory=dict)
    """Tier by URL."""
    announced: list[str | None] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    web_seeds: list[str] = field(default_factory=list)
    peers: tuple[Peer, ...] = ()
    have: list[bool] = field(default_factory=list)
    fetching: tuple[int, ...] = ()
    endpoints: dict[str, tuple[TrackerEndpoint, ...]] = field(default_factory=dict)
    wanted: dict[int, int] = field(default_factory=dict)
    """Deadline in milliseconds by piece."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a piece comes, and when the torrent goes."""

    @property
    def infohash(self) -> InfoHash:
        return self.infohashes.identity

    def has(self, piece: int) -> bool:
        """Whether the piece is there."""
        return piece < len(self.have) and self.have[piece]


class FakeTorrents:
    """Torrents by identity, found by either infohash."""

    def __init__(self, publish: Publish) -> None:
        self.publish = publish
        self.torrents: dict[InfoHash, FakeTorrent] = {}
        self._names: dict[InfoHash, FakeTorrent] = {}

    def keep(self, torrent: FakeTorrent) -> None:
        self.torrents[torrent.infohash] = torrent
        for name in (torrent.infohashes.v1, torrent.infohashes.v2):
            if name is not None:
                self._names[name] = torrent

    def forget(self, torrent: FakeTorrent) -> None:
        del self.torrents[torrent.infohash]
        self._names = {name: each for name, each in self._names.items() if each is not torrent}

    def rename(self, torrent: FakeTorrent, before: InfoHash) -> None:
        """Its infohashes have changed."""
        del self.torrents[before]
        self.keep(torrent)

    def find(self, infohash: InfoHash) -> FakeTorrent | None:
        return self._names.get(infohash)

    def torrent(self, infohash: InfoHash) -> FakeTorrent:
        """Raises: DownloadNotFound."""
        torrent = self.find(infohash)
        if torrent is None:
            raise DownloadNotFound(infohash)
        return torrent

    def set_trackers(self, torrent: FakeTorrent, trackers: list[tuple[str, int]]) -> None:
        """Announce URLs it did not have; then tell all of them."""
        torrent.trackers = dict(trackers) | torrent.trackers
        told = tuple(Tracker(url, tier) for url, tier in torrent.trackers.items())
        self.publish(TrackersChanged(torrent.infohash, told))
