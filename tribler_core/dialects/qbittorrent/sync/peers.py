"""Polls of the peers of one torrent: looked at once a second at most, forgotten when nobody asks."""

from collections import OrderedDict
from dataclasses import dataclass

from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.shapes.details.file import placed
from tribler_core.dialects.qbittorrent.shapes.details.peer import peer_key, present_peer
from tribler_core.dialects.qbittorrent.sync.ledger import Ledger
from tribler_core.dialects.qbittorrent.sync.objects import MembersPart, Objects, ObjectsPart
from tribler_core.dialects.qbittorrent.sync.peer_names import PeerNames
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.json import dumps

FRESH = Seconds(1.0)
_MOST_WATCHED = 64


@dataclass(slots=True)
class _Watched:
    """The peers of one torrent, as they were when somebody last looked."""

    peers: Objects
    ledger: Ledger
    looked: float = float("-inf")


class PeerPolls:
    """Answers `sync/torrentPeers`."""

    def __init__(self, downloads: DownloadManager, targets: Targets, clock: Clock, names: PeerNames) -> None:
        self._names = names
        self._downloads = downloads
        self._targets = targets
        self._clock = clock
        self._watched: OrderedDict[InfoHash, _Watched] = OrderedDict()

    async def answer(self, torrent_id: str, rid: int) -> bytes:
        """Encoded. Raises: DownloadNotFound."""
        download = await self._targets.one(torrent_id)
        watched = self._watch(download.infohash)
        now = self._clock.monotonic()
        if now - watched.looked >= FRESH:
            watched.looked = now
            watched.peers = await self._peers(download)
            watched.ledger.refresh()
        ledger = watched.ledger
        return ledger.since(rid) if ledger.answers(rid) else dumps(ledger.whole())

    def _watch(self, infohash: InfoHash) -> _Watched:
        watched = self._watched.get(infohash)
        if watched is None:
            watched = self._watched[infohash] = _Watched({}, Ledger(()))
            parts = (ObjectsPart("peers", lambda: watched.peers), MembersPart(lambda: {"show_flags": False}))
            watched.ledger = Ledger(parts)
            if len(self._watched) > _MOST_WATCHED:
                self._watched.popitem(last=False)
        self._watched.move_to_end(infohash)
        return watched

    async def _peers(self, download: Download) -> Objects:
        size = download.transfer.size
        peers = await self._downloads.peers(download.infohash)
        sending = any(peer.fetching is not None for peer in peers)
        files = placed(await self._downloads.files(download.infohash), download) if sending else []
        return {peer_key(peer): present_peer(peer, size=size, files=files) | self._named(peer) for peer in peers}

    def _named(self, peer: Peer) -> dict[str, object]:
        return {"host_name": self._names.of(peer.ip)}
