"""What a torrent is, by hash, magnet or bytes: from what is known, else from the swarm, within a time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import MetainfoTimeout, TorrentDecodeError
from tribler_core.domain.library.errors import BadTorrent
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.units import Timestamp
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.library.desk import Desk

KEPT_FOR = 86400
"""Seconds that a look-up's result answers for."""
SHORTEST, LONGEST = 1.0, 60.0
"""Seconds."""

FindInSwarm = Callable[[Magnet, Hops], Awaitable[Metainfo]]
"""`SharedLookups.find`: callers who ask for one torrent share one attempt."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a torrent."""

    metainfo: Metainfo
    row: Download | None
    """Its download, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where to look."""

    table: LiveTable
    desk: Desk
    find: FindInSwarm


class Looking:
    """Looks torrents up; no item comes of it."""

    def __init__(self, places: Places, hops: Callable[[], Hops]) -> None:
        self._places = places
        self._desk = places.desk
        self._hops = hops
        self._room = asyncio.Semaphore(places.desk.section().metadata_concurrency)

    async def by_bytes(self, torrent: bytes) -> Found:
        """Raises: BadTorrent."""
        try:
            metainfo = await self._desk.reader.read(torrent)
        except TorrentDecodeError as error:
            raise BadTorrent(f"this is no torrent: {error}") from error
        return Found(metainfo, self._shown(metainfo.infohash))

    def hops_of(self, key: str) -> Hops:
        """What look-ups go through for whoever has this key: as their account likes, or as downloads by default."""
        known = self._desk.accounts.identify(key) if key else None
        liked = None if known is None else known[0].preferences.hops
        return self._hops() if liked is None else liked

    async def by_magnet(self, magnet: Magnet, *, hops: Hops, timeout: float | None, locally: bool = False) -> Found:
        """`timeout` in seconds, None: as configured. Private and hidden downloads are not told of.

        Raises: MetainfoTimeout, AnonymityUnavailable.
        """
        infohash = magnet.infohashes.identity
        if (known := await self._known(infohash)) is not None:
            return known
        if locally:
            raise MetainfoTimeout("the metadata of this torrent was not found here")
        patience = self._desk.section().metadata_timeout if timeout is None else timeout
        try:
            async with asyncio.timeout(min(max(patience, SHORTEST), LONGEST)), self._room:
                metainfo = await self._places.find(magnet, hops)
        except TimeoutError:
            raise MetainfoTimeout("the metadata of this torrent was not found in time") from None
        await self._desk.shelf.keep_metadata(metainfo.infohash, metainfo.data, self._desk.clock.now())
        return Found(metainfo, self._shown(infohash))

    def _shown(self, infohash: InfoHash) -> Download | None:
        """One that is private or hidden is nobody's business but its holders'."""
        row = self._places.table.get(infohash)
        return None if row is None or _is_secret(row) else row

    async def _known(self, infohash: InfoHash) -> Found | None:
        row = self._places.table.get(infohash)
        if row is not None and _is_secret(row):
            raise MetainfoTimeout("the metadata of this torrent was not found")
        torrent = await self._desk.catalogue.torrent(row.infohash) if row is not None else None
        if torrent is None:
            since = Timestamp(self._desk.clock.now() - KEPT_FOR)
            torrent = await self._desk.shelf.metadata(infohash, since)
        return None if torrent is None else Found(await self._desk.reader.read(torrent), row)


def _is_secret(row: Download) -> bool:
    return row.transfer.private or bool(row.settings.hops)
