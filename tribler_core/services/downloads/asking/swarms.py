"""Who has a download and who announces it; a download that is held out of the engine has nobody."""

from collections.abc import Iterable, Mapping, Sequence

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter, MetainfoNotYetKnown, TrackerExists, TrackerNotFound
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.swarm.tracker import Tracker, TrackerEndpoint
from tribler_core.services.downloads.desk import Adapters
from tribler_core.services.downloads.keeping import Keeping
from tribler_core.services.downloads.passage import Passage

TRACKER_SCHEMES = ("http://", "https://", "udp://", "ws://", "wss://")
_BESIDE_CIRCUITS = ("ws://", "wss://")
WEB_SEED_SCHEMES = ("http://", "https://", "ftp://")


class Swarms:
    """Asks and tells the engine about the others."""

    def __init__(self, adapters: Adapters, passage: Passage, keeping: Keeping) -> None:
        self._adapters = adapters
        self._inspection = adapters.inspection
        self._swarm = adapters.swarm
        self._passage = passage
        self._keeping = keeping

    async def peers(self, row: Download) -> tuple[Peer, ...]:
        return await self._inspection.peers(row.infohash) if self._inside(row) else ()

    async def peer_pieces(self, row: Download) -> Mapping[tuple[str, int], Sequence[bool]]:
        return await self._inspection.peer_pieces(row.infohash) if self._inside(row) else {}

    async def pieces(self, row: Download) -> list[bool]:
        return await self._inspection.pieces(row.infohash) if self._inside(row) else []

    async def tracker_endpoints(self, row: Download) -> Mapping[str, tuple[TrackerEndpoint, ...]]:
        return await self._inspection.tracker_endpoints(row.infohash) if self._inside(row) else {}

    async def fetching(self, row: Download) -> tuple[int, ...]:
        return await self._inspection.fetching(row.infohash) if self._inside(row) else ()

    async def availability(self, row: Download) -> float:
        return await self._inspection.availability(row.infohash) if self._inside(row) else 0.0

    async def piece_availability(self, row: Download) -> list[int]:
        return await self._inspection.piece_availability(row.infohash) if self._inside(row) else []

    async def web_seeds(self, row: Download) -> tuple[str, ...]:
        """Those of the stored torrent, where the engine has none to tell of."""
        if self._inside(row):
            return await self._inspection.web_seeds(row.infohash)
        torrent = await self._adapters.catalogue.torrent(row.infohash)
        return () if torrent is None else (await self._adapters.reader.read(torrent)).web_seeds

    async def export(self, row: Download) -> bytes:
        """Raises: MetainfoNotYetKnown."""
        if self._inside(row):
            return await self._inspection.export(row.infohash)
        torrent = await self._adapters.catalogue.torrent(row.infohash)
        if torrent is None:
            raise MetainfoNotYetKnown
        return torrent

    async def add_trackers(self, row: Download, urls: Sequence[str]) -> None:
        """Behind those that are there. Durable when it returns. Raises: InvalidParameter, AnonymityUnavailable."""
        _require_trackers(urls, row)
        self._passage.require_inside(row)
        last = max((tracker.tier for tracker in row.trackers), default=-1)
        self._swarm.add_trackers(row.infohash, [(url, last + 1 + place) for place, url in enumerate(urls)])
        await self._keeping.save([row.infohash])

    async def add_tiers(self, row: Download, tiers: Sequence[Sequence[str]]) -> None:
        """Whole tiers, behind those that are there; otherwise as `add_trackers`."""
        _require_trackers([url for urls in tiers for url in urls], row)
        self._passage.require_inside(row)
        last = max((tracker.tier for tracker in row.trackers), default=-1)
        behind = [(url, last + 1 + number) for number, urls in enumerate(tiers) for url in urls]
        self._swarm.add_trackers(row.infohash, behind)
        await self._keeping.save([row.infohash])

    async def edit_tracker(self, row: Download, url: str, new: Tracker) -> None:
        """Give one another URL or tier, and announce to it. Durable when it returns.

        Raises: InvalidParameter, TrackerNotFound, TrackerExists, AnonymityUnavailable.
        """
        _require_trackers([new.url], row)
        self._passage.require_inside(row)
        present = {tracker.url: tracker.tier for tracker in row.trackers}
        if url not in present:
            raise TrackerNotFound(url)
        if new.url != url and new.url in present:
            raise TrackerExists(new.url)
        changed = [(new.url, new.tier) if each == url else (each, tier) for each, tier in present.items()]
        self._swarm.replace_trackers(row.infohash, changed)
        self._swarm.announce(row.infohash, new.url)
        await self._keeping.save([row.infohash])

    async def add_web_seeds(self, row: Download, urls: Sequence[str]) -> None:
        """Durable when it returns. Raises: InvalidParameter, AnonymityUnavailable."""
        if not all(url.lower().startswith(WEB_SEED_SCHEMES) for url in urls):
            raise InvalidParameter("a web seed has an http, https or ftp URL")
        if row.settings.hops:
            raise InvalidParameter("a hidden download has no web seeds: their servers would see this machine")
        self._passage.require_inside(row)
        self._swarm.add_web_seeds(row.infohash, urls)
        await self._keeping.save([row.infohash])

    async def remove_web_seeds(self, row: Download, urls: Sequence[str]) -> None:
        """Those that are not there are passed over. Durable when it returns. Raises: AnonymityUnavailable."""
        self._passage.require_inside(row)
        self._swarm.remove_web_seeds(row.infohash, urls)
        await self._keeping.save([row.infohash])

    async def remove_trackers(self, row: Download, urls: Iterable[str]) -> None:
        """Durable when it returns. Raises: AnonymityUnavailable."""
        self._passage.require_inside(row)
        self._swarm.remove_trackers(row.infohash, urls)
        await self._keeping.save([row.infohash])

    def announce(self, row: Download, url: str | None) -> None:
        if self._inside(row):
            self._swarm.announce(row.infohash, url)

    def connect_peers(self, row: Download, peers: Iterable[tuple[str, int]]) -> None:
        if self._inside(row):
            self._swarm.connect_peers(row.infohash, peers)

    def _inside(self, row: Download) -> bool:
        return self._adapters.engine.holds(row.infohash)


def _require_trackers(urls: Sequence[str], row: Download) -> None:
    if not all(url.lower().startswith(TRACKER_SCHEMES) for url in urls):
        raise InvalidParameter("a tracker is announced to by an http, https, udp or ws URL")
    if row.settings.hops and any(url.lower().startswith(_BESIDE_CIRCUITS) for url in urls):
        raise InvalidParameter("circuits do not reach WebSocket trackers")
