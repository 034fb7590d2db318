"""What lasts, in memory: keep the object over a restart of what uses it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.errors import CatalogueError
from tribler_core.domain.ports import BrokenRecord, CatalogueChanges, DownloadRecord, HistoryEntry
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes


class FakeCatalogue:
    """Implements DownloadCatalogue. `transactions` counts what was committed."""

    def __init__(self, *records: DownloadRecord | BrokenRecord) -> None:
        self.records = {each.infohashes.identity: each for each in records if isinstance(each, DownloadRecord)}
        self.broken = [each for each in records if isinstance(each, BrokenRecord)]
        self.transactions = 0
        self.failing = False
        """Refuse everything from now on."""

    async def write(self, changes: CatalogueChanges) -> None:
        self._commit()
        for record in changes.added:
            self.records[record.infohashes.identity] = record
        for infohash, settings in changes.settings.items():
            self._replace(infohash, settings=settings)
        for infohash in changes.removed:
            self.records.pop(infohash, None)

    async def add(self, records: Sequence[DownloadRecord]) -> None:
        await self.write(CatalogueChanges(added=records))

    async def update_settings(self, changes: Mapping[InfoHash, DownloadSettings]) -> None:
        await self.write(CatalogueChanges(settings=changes))

    async def remove(self, infohashes: Sequence[InfoHash]) -> None:
        await self.write(CatalogueChanges(removed=infohashes))

    async def save_resume_data(self, data: Mapping[InfoHash, bytes], complete: Mapping[InfoHash, bool]) -> None:
        self._commit()
        for infohash, resume_data in data.items():
            self._replace(infohash, resume_data=resume_data)
        for infohash, is_complete in complete.items():
            self._replace(infohash, complete=is_complete)

    async def save_metainfo(self, infohash: InfoHash, infohashes: InfoHashes, torrent: bytes) -> None:
        self._commit()
        if (record := self.records.pop(infohash, None)) is not None:
            arrived = replace(record, infohashes=infohashes, torrent=torrent, magnet=None)
            self.records[infohashes.identity] = arrived

    async def record(self, infohash: InfoHash) -> DownloadRecord | None:
        named = (each for each in self.records.values() if infohash in (each.infohashes.v1, each.infohashes.v2))
        return self.records.get(infohash) or next(named, None)

    async def torrent(self, infohash: InfoHash) -> bytes | None:
        record = await self.record(infohash)
        return None if record is None else record.torrent

    async def count(self) -> int:
        return len(self.records) + len(self.broken)

    async def stream(self, batch_size: int = 500) -> AsyncIterator[Sequence[DownloadRecord | BrokenRecord]]:
        everything: list[DownloadRecord | BrokenRecord] = [*self.broken, *self.records.values()]
        for start in range(0, len(everything), batch_size):
            yield everything[start : start + batch_size]

    def _replace(self, infohash: InfoHash, **changes: Any) -> None:
        if infohash in self.records:
            self.records[infohash] = replace(self.records[infohash], **changes)

    def _commit(self) -> None:
        if self.failing:
            raise CatalogueError("the database refused")
        self.transactions += 1


class FakeHistory:
    """Implements History."""

    def __init__(self) -> None:
        self.entries: list[HistoryEntry] = []
        self.writes = 0

    async def write(self, entries: Sequence[HistoryEntry]) -> None:
        self.writes += 1
        self.entries.extend(entries)

    async def read(self, limit: int, infohash: InfoHash | None = None) -> Sequence[HistoryEntry]:
        wanted = (entry for entry in reversed(self.entries) if infohash in (None, entry.infohash))
        return list(wanted)[:limit]


class FakeStore:
    """Implements KeyValueStore."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values = dict(values or {})

    async def get(self, key: str) -> Any | None:
        return self.values.get(key)

    async def put(self, key: str, value: Any) -> None:
        self.values[key] = value

    async def delete(self, key: str) -> None:
        self.values.pop(key, None)
