"""Downloads that live as long as the process."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.ports import BrokenRecord, CatalogueChanges, DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes


class MemoryDownloads:
    """DownloadCatalogue in memory."""

    def __init__(self) -> None:
        self._records: dict[InfoHash, DownloadRecord] = {}

    def __contains__(self, infohash: object) -> bool:
        return infohash in self._records

    async def write(self, changes: CatalogueChanges) -> None:
        for record in changes.added:
            self._records[record.infohashes.identity] = record
        for infohash, settings in changes.settings.items():
            self._change(infohash, settings=settings)
        for infohash in changes.removed:
            self._records.pop(infohash, None)

    async def add(self, records: Sequence[DownloadRecord]) -> None:
        await self.write(CatalogueChanges(added=records))

    async def update_settings(self, changes: Mapping[InfoHash, DownloadSettings]) -> None:
        await self.write(CatalogueChanges(settings=changes))

    async def remove(self, infohashes: Sequence[InfoHash]) -> None:
        await self.write(CatalogueChanges(removed=infohashes))

    async def save_resume_data(self, data: Mapping[InfoHash, bytes], complete: Mapping[InfoHash, bool]) -> None:
        for infohash, resume_data in data.items():
            self._change(infohash, resume_data=resume_data)
        for infohash, whether in complete.items():
            self._change(infohash, complete=whether)

    async def save_metainfo(self, infohash: InfoHash, infohashes: InfoHashes, torrent: bytes) -> None:
        record = self._records.pop(infohash, None)
        if record is not None:
            arrived = replace(record, infohashes=infohashes, torrent=torrent, magnet=None)
            self._records[infohashes.identity] = arrived

    async def record(self, infohash: InfoHash) -> DownloadRecord | None:
        record = self._records.get(infohash)
        if record is None:
            named = (each for each in self._records.values() if each.infohashes.v2 == infohash)
            record = next(named, None)
        return record

    async def torrent(self, infohash: InfoHash) -> bytes | None:
        record = self._records.get(infohash)
        return None if record is None else record.torrent

    async def count(self) -> int:
        return len(self._records)

    async def stream(self, batch_size: int = 500) -> AsyncIterator[Sequence[DownloadRecord | BrokenRecord]]:
        everything = list(self._records.values())
        for start in range(0, len(everything), batch_size):
            yield everything[start : start + batch_size]

    def _change(self, infohash: InfoHash, **changes: Any) -> None:
        if infohash in self._records:
            self._records[infohash] = replace(self._records[infohash], **changes)
