"""The torrents that a request is about."""

import logging
from collections.abc import Callable, Iterable, Sequence

from tribler_core.dialects.qbittorrent.naming.identities import Identities
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import DownloadNotFound, TriblerError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.downloads.requests import Change, Request

log = logging.getLogger(__name__)

ALL = "all"


class Targets:
    """Finds torrents by what clients call them, also while start-up has not come to them, and changes many at once."""

    def __init__(self, downloads: DownloadManager, identities: Identities) -> None:
        self._downloads = downloads
        self._identities = identities

    def id_of(self, download: Download) -> str:
        """What clients call it."""
        return self._identities.of(download)

    async def find(self, text: str) -> Download | None:
        """None: there is none."""
        found = self._identities.find(text)
        if found is not None or self._downloads.checkpoints.all_loaded:
            return found
        infohash = InfoHash.parse_loose(text)
        try:
            return None if infohash is None else await self._downloads.find(infohash)
        except DownloadNotFound:
            return None

    async def one(self, text: str) -> Download:
        """Raises: DownloadNotFound."""
        found = await self.find(text)
        if found is None:
            raise DownloadNotFound(text)
        return found

    async def several(self, ids: Sequence[str]) -> list[Download]:
        """Each once; unknown ones are passed over; `all` is all."""
        if list(ids) == [ALL]:
            return self._downloads.table.rows()
        found = [await self.find(text) for text in ids]
        return list({row.infohash: row for row in found if row is not None}.values())

    async def update(self, rows: Iterable[Download], patch_of: Callable[[Download], DownloadPatch]) -> None:
        """Change each; one that refuses keeps none of the others from changing."""
        await self.order([Change(row.infohash, patch_of(row)) for row in rows])

    async def order(self, requests: Sequence[Request]) -> None:
        """Do all of it in one transaction; refusals are logged, as the wire has no words for them."""
        if not requests:
            return
        for request, answer in zip(requests, await self._downloads.batch(requests), strict=True):
            if isinstance(answer, TriblerError):
                log.warning("not done: %s (%r)", answer, request)
