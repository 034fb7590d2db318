"""Where the downloads of workspaces last: some in SQL, some in memory only."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from sqlalchemy import delete

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.ports import BrokenRecord, CatalogueChanges, DownloadCatalogue, DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.storage.reader import Reader
from tribler_core.storage.schema import workspace_downloads
from tribler_core.storage.workspaces.downloads import WorkspaceDownloads
from tribler_core.storage.workspaces.memory import MemoryDownloads
from tribler_core.storage.writer import Writer


class SqlWorkspaceStore:
    """WorkspaceStore in SQL."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    def catalogue(self, workspace: str, *, durable: bool) -> DownloadCatalogue:
        if not durable:
            return MemoryDownloads()
        return SplitDownloads(MemoryDownloads(), WorkspaceDownloads(self._writer, self._reader, workspace))

    async def forget(self, workspace: str) -> None:
        statement = delete(workspace_downloads).where(workspace_downloads.c.workspace == workspace)
        await self._writer.run(lambda connection: connection.execute(statement))

    async def forget_others(self, known: Collection[str]) -> None:
        statement = delete(workspace_downloads).where(workspace_downloads.c.workspace.not_in(known))
        await self._writer.run(lambda connection: connection.execute(statement))


class SplitDownloads:
    """DownloadCatalogue that keeps transient downloads in memory, and all others in another catalogue."""

    def __init__(self, memory: MemoryDownloads, durable: DownloadCatalogue) -> None:
        self._memory = memory
        self._durable = durable

    async def write(self, changes: CatalogueChanges) -> None:
        """The durable part first: if that is refused, nothing has happened."""
        transient = [record for record in changes.added if record.settings.transient]
        lasting = [record for record in changes.added if not record.settings.transient]
        if lasting or any(infohash not in self._memory for infohash in (*changes.settings, *changes.removed)):
            await self._durable.write(
                CatalogueChanges(added=lasting, settings=changes.settings, removed=changes.removed)
            )
        await self._memory.write(CatalogueChanges(added=transient, settings=changes.settings, removed=changes.removed))

    async def add(self, records: Sequence[DownloadRecord]) -> None:
        await self.write(CatalogueChanges(added=records))

    async def update_settings(self, changes: Mapping[InfoHash, DownloadSettings]) -> None:
        await self.write(CatalogueChanges(settings=changes))

    async def remove(self, infohashes: Sequence[InfoHash]) -> None:
        await self.write(CatalogueChanges(removed=infohashes))

    async def save_resume_data(self, data: Mapping[InfoHash, bytes], complete: Mapping[InfoHash, bool]) -> None:
        lasting = {key: value for key, value in data.items() if key not in self._memory}
        known = {key: value for key, value in complete.items() if key not in self._memory}
        if lasting or known:
            await self._durable.save_resume_data(lasting, known)
        await self._memory.save_resume_data(data, complete)

    async def save_metainfo(self, infohash: InfoHash, infohashes: InfoHashes, torrent: bytes) -> None:
        where = self._memory if infohash in self._memory else self._durable
        await where.save_metainfo(infohash, infohashes, torrent)

    async def record(self, infohash: InfoHash) -> DownloadRecord | None:
        return await self._memory.record(infohash) or await self._durable.record(infohash)

    async def torrent(self, infohash: InfoHash) -> bytes | None:
        where = self._memory if infohash in self._memory else self._durable
        return await where.torrent(infohash)

    async def count(self) -> int:
        return await self._memory.count() + await self._durable.count()

    async def stream(self, batch_size: int = 500) -> AsyncIterator[Sequence[DownloadRecord | BrokenRecord]]:
        for each in (self._durable, self._memory):
            async for batch in each.stream(batch_size):
                yield batch
