"""What is here: complete and verified, whoever brought it in."""

from collections.abc import Sequence
from dataclasses import dataclass

from tribler_core.config.sections import CacheScope
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.library.item import MISSING
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.library.desk import Desk
from tribler_core.services.library.files import ItemFile, ItemFiles

_NOT_VERIFIED = (
    DownloadState.STOPPED_ON_ERROR,
    DownloadState.HASHCHECKING,
    DownloadState.WAITING_FOR_HASHCHECK,
)


@dataclass(frozen=True, slots=True)
class CachedTorrent:
    """A torrent that is here."""

    infohash: InfoHash
    name: str
    size: int
    files: tuple[ItemFile, ...]


class Cached:
    """Answers from the live table: as quick as looking into a dictionary, and never stale."""

    def __init__(self, desk: Desk, files: ItemFiles) -> None:
        self._desk = desk
        self._files = files

    def row(self, account: int, infohash: InfoHash) -> Download | None:
        """The download with all of its data here, if the account may know of it; None: it is not, or may not."""
        row = self._desk.downloads.table.get(infohash)
        if row is None or not row.complete or row.state in _NOT_VERIFIED or self._has_gaps(row):
            return None
        if any(item.failure == MISSING for item in self._desk.index.over(row.infohash)):
            return None
        secret = row.transfer.private or bool(row.settings.hops)
        limited = secret or self._desk.section().cache_scope is CacheScope.ACCOUNT
        if limited and not self._holds(account, row):
            return None
        return row

    async def look(self, account: int, infohashes: Sequence[InfoHash], *, with_files: bool) -> list[CachedTorrent]:
        """Those of these that are cached, in the order asked."""
        found = []
        for infohash in infohashes:
            if (row := self.row(account, infohash)) is not None:
                files = await self._files.of(row.infohash) if with_files else ()
                found.append(CachedTorrent(infohash, row.name, row.transfer.size, files))
        return found

    def _holds(self, account: int, row: Download) -> bool:
        item = self._desk.index.find(account, (row.infohashes.v1, row.infohashes.v2))
        return item is not None and item.owned

    @staticmethod
    def _has_gaps(row: Download) -> bool:
        """Some file of it was not wanted, so that not all of it is here."""
        return 0 in (row.settings.file_priorities or ()) and row.transfer.wanted < row.transfer.size
