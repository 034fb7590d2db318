"""What can be asked of the fake engine's torrents, and told to their swarm."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.fakes.torrents import FakeTorrent, FakeTorrents
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import FileNotInTorrent, MetainfoNotYetKnown
from tribler_core.domain.events import PieceFinished
from tribler_core.domain.ports import Listening, SessionTotals
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.swarm.tracker import TrackerEndpoint
from tribler_core.domain.torrent.files import DownloadFile, FilePriority, TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Bytes


class FakeInspection(FakeTorrents):
    """Implements TorrentInspection, SwarmControl, PieceReader and EngineSessions."""

    # TorrentInspection.

    def files(self, infohash: InfoHash) -> tuple[TorrentFile, ...]:
        torrent = self.torrent(infohash)
        described = () if torrent.metainfo is None else torrent.metainfo.files
        return tuple(
            TorrentFile(file.index, torrent.renamed.get(file.index, file.path), file.size) for file in described
        )

    def paths(self, infohash: InfoHash) -> Iterator[str]:
        return (file.path for file in self.files(infohash))

    async def file_progress(self, infohash: InfoHash) -> tuple[DownloadFile, ...]:
        torrent = self.torrent(infohash)
        return tuple(self._progress(torrent, file) for file in self.files(infohash))

    async def peers(self, infohash: InfoHash) -> tuple[Peer, ...]:
        return self.torrent(infohash).peers

    async def peer_pieces(self, infohash: InfoHash) -> dict[tuple[str, int], list[bool]]:
        return {(peer.ip, peer.port): [True] for peer in self.torrent(infohash).peers}

    async def pieces(self, infohash: InfoHash) -> list[bool]:
        torrent = self.torrent(infohash)
        return [torrent.has(piece) for piece in range(torrent.transfer.piece_count)]

    async def tracker_endpoints(self, infohash: InfoHash) -> Mapping[str, tuple[TrackerEndpoint, ...]]:
        return self.torrent(infohash).endpoints

    async def fetching(self, infohash: InfoHash) -> tuple[int, ...]:
        return self.torrent(infohash).fetching

    async def piece_availability(self, infohash: InfoHash) -> list[int]:
        return [0] * self.torrent(infohash).transfer.piece_count

    async def availability(self, infohash: InfoHash) -> float:
        return self.torrent(infohash).transfer.availability

    async def web_seeds(self, infohash: InfoHash) -> tuple[str, ...]:
        return tuple(self.torrent(infohash).web_seeds)

    async def export(self, infohash: InfoHash) -> bytes:
        metainfo = self.torrent(infohash).metainfo
        if metainfo is None:
            raise MetainfoNotYetKnown
        return metainfo.data

    # SwarmControl.

    def add_trackers(self, infohash: InfoHash, trackers: Sequence[tuple[str, int]]) -> None:
        self.set_trackers(self.torrent(infohash), list(trackers))

    def remove_trackers(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        torrent, unwanted = self.torrent(infohash), set(urls)
        torrent.trackers = {url: tier for url, tier in torrent.trackers.items() if url not in unwanted}
        self.set_trackers(torrent, [])

    def replace_trackers(self, infohash: InfoHash, trackers: Sequence[tuple[str, int]]) -> None:
        torrent = self.torrent(infohash)
        torrent.trackers.clear()
        self.set_trackers(torrent, list(trackers))

    def announce(self, infohash: InfoHash, url: str | None = None) -> None:
        self.torrent(infohash).announced.append(url)

    def add_web_seeds(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        seeds = self.torrent(infohash).web_seeds
        seeds.extend(url for url in urls if url not in seeds)

    def remove_web_seeds(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        torrent, unwanted = self.torrent(infohash), set(urls)
        torrent.web_seeds = [url for url in torrent.web_seeds if url not in unwanted]

    def connect_peers(self, infohash: InfoHash, peers: Iterable[tuple[str, int]]) -> None:
        self.torrent(infohash).connected.extend(peers)

    # PieceReader: the content is zeros.

    def want(self, infohash: InfoHash, pieces: Mapping[int, int]) -> None:
        self.torrent(infohash).wanted.update(pieces)

    def release(self, infohash: InfoHash) -> None:
        self.torrent(infohash).wanted.clear()

    def has_piece(self, infohash: InfoHash, piece: int) -> bool:
        return self.torrent(infohash).has(piece)

    async def wait_for_piece(self, infohash: InfoHash, piece: int) -> None:
        torrent = self.torrent(infohash)
        while not torrent.has(piece):
            torrent.news.clear()
            await torrent.news.wait()
            self.torrent(infohash)

    async def read_piece(self, infohash: InfoHash, piece: int) -> bytes:
        transfer = self.torrent(infohash).transfer
        start = piece * transfer.piece_length
        return bytes(min(transfer.piece_length, transfer.size - start))

    def file_extent(self, infohash: InfoHash, index: int) -> tuple[int, int, int]:
        torrent = self.torrent(infohash)
        offset = 0
        for file in () if torrent.metainfo is None else torrent.metainfo.files:
            if file.index == index:
                return offset, file.size, torrent.transfer.piece_length
            offset += file.size
        raise FileNotInTorrent("the torrent has no such file")

    def finish_piece(self, infohash: InfoHash, piece: int) -> None:
        """A piece passed its hash check."""
        torrent = self.torrent(infohash)
        torrent.have += [False] * (torrent.transfer.piece_count - len(torrent.have))
        torrent.have[piece] = True
        torrent.news.set()
        self.publish(PieceFinished(torrent.infohash, piece))

    # EngineSessions.

    def settings(self, hops: int) -> dict[str, Any]:
        return {"user_agent": "fake"} if hops == 0 else {}

    async def counters(self, hops: int) -> dict[str, int]:
        return {"net.sent_bytes": 1} if hops == 0 else {}

    async def totals(self) -> tuple[SessionTotals, ...]:
        return (SessionTotals(Hops(0), 2, 1, 0, 0, 0, 0, 2, 1),)

    def listen_ports(self) -> dict[Hops, int]:
        return {Hops(0): 6881}

    def external_addresses(self) -> tuple[str, ...]:
        return ("93.184.216.34",)

    def watch_peers(self, *, watch: bool) -> None:
        self.watches_peers = watch

    def listening_now(self) -> Listening:
        return Listening(6881)

    def dht_nodes(self) -> int:
        return 0

    @staticmethod
    def _progress(torrent: FakeTorrent, file: TorrentFile) -> DownloadFile:
        known = file.index < len(torrent.priorities)
        priority = torrent.priorities[file.index] if known else FilePriority.NORMAL
        return DownloadFile(file, int(priority), Bytes(int(file.size * torrent.transfer.progress)))
