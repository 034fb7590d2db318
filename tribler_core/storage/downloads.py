"""The downloads that last."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial

from sqlalchemy import Connection, Table, bindparam, delete, func, select, update
from sqlalchemy.engine.interfaces import Dialect

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.ports import BrokenRecord, CatalogueChanges, DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import settings_to_json
from tribler_core.storage.rows import to_row
from tribler_core.storage.schema import Repeated, downloads, metainfos, resume_data, upsert
from tribler_core.storage.streaming import last_position, read_page, read_record, set_aside
from tribler_core.storage.writer import Writer

_HERE = downloads.c.infohash == bindparam("key")
_COLUMNS = [column.name for column in downloads.c if column is not downloads.c.position]
_REMOVE = delete(downloads).where(_HERE)


class SqlDownloads:
    """DownloadCatalogue in SQL."""

    def __init__(self, writer: Writer, reader: Reader, dialect: Dialect) -> None:
        self._writer = writer
        self._reader = reader
        self._keep_row = Repeated(upsert(dialect.name, downloads.c.infohash, _COLUMNS[1:]), dialect, _COLUMNS)
        self._change_settings = Repeated(update(downloads).where(_HERE).values(settings=bindparam("new")), dialect)
        self._change_complete = Repeated(update(downloads).where(_HERE).values(complete=bindparam("new")), dialect)
        self._remove = Repeated(_REMOVE, dialect)
        self._contents = {table: _Contents(table, dialect) for table in (metainfos, resume_data)}

    async def write(self, changes: CatalogueChanges) -> None:
        def operation(connection: Connection) -> None:
            self._keep_row.carry_out(connection, map(to_row, changes.added))
            for table, contents in _contents(changes.added):
                self._contents[table].replace(connection, contents)
            new = ({"key": key, "new": settings_to_json(value)} for key, value in changes.settings.items())
            self._change_settings.carry_out(connection, new)
            self._remove.carry_out(connection, ({"key": key} for key in changes.removed))

        await self._writer.run(operation)

    async def add(self, records: Sequence[DownloadRecord]) -> None:
        await self.write(CatalogueChanges(added=records))

    async def update_settings(self, changes: Mapping[InfoHash, DownloadSettings]) -> None:
        await self.write(CatalogueChanges(settings=changes))

    async def remove(self, infohashes: Sequence[InfoHash]) -> None:
        await self.write(CatalogueChanges(removed=infohashes))

    async def save_resume_data(self, data: Mapping[InfoHash, bytes], complete: Mapping[InfoHash, bool]) -> None:
        def operation(connection: Connection) -> None:
            self._contents[resume_data].replace(connection, data)
            told = ({"key": key, "new": whether} for key, whether in complete.items())
            self._change_complete.carry_out(connection, told)

        await self._writer.run(operation)

    async def save_metainfo(self, infohash: InfoHash, infohashes: InfoHashes, torrent: bytes) -> None:
        identity = infohashes.identity

        def operation(connection: Connection) -> None:
            if connection.scalar(select(downloads.c.position).where(downloads.c.infohash == infohash)) is None:
                return
            if identity != infohash:  # it may have been added twice, under a name each
                connection.execute(_REMOVE, {"key": identity})
            names = {"infohash": identity, "v1": infohashes.v1, "v2": infohashes.v2}
            connection.execute(update(downloads).where(downloads.c.infohash == infohash).values(**names, magnet=None))
            self._contents[metainfos].replace(connection, {identity: torrent})

        await self._writer.run(operation)

    async def record(self, infohash: InfoHash) -> DownloadRecord | None:
        return await self._reader.run(partial(read_record, infohash=infohash))

    async def torrent(self, infohash: InfoHash) -> bytes | None:
        statement = select(metainfos.c.content).where(metainfos.c.infohash == infohash)
        content: bytes | None = await self._reader.run(lambda connection: connection.scalar(statement))
        return content

    async def count(self) -> int:
        statement = select(func.count()).select_from(downloads)
        return await self._reader.run(lambda connection: connection.scalars(statement).one())

    async def stream(self, batch_size: int = 500) -> AsyncIterator[Sequence[DownloadRecord | BrokenRecord]]:
        """What is added while it runs is not part of it; a batch of large torrents ends before `batch_size`."""
        after, last = 0, await self._reader.run(last_position)
        while after < last:
            page = await self._reader.run(partial(read_page, after=after, last=last, size=batch_size))
            if page.broken:
                await self._writer.run(partial(set_aside, broken=page.broken))
            if page.records:
                yield page.records
            after = page.reached


class _Contents:
    """The bytes of downloads in one table."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        content = bindparam("content", type_=table.c.content.type)
        of_one_that_is_there = select(downloads.c.infohash, content).where(_HERE)
        self._keep = Repeated(upsert(dialect.name, table.c.infohash, ["content"], of_one_that_is_there), dialect)
        self._forget = Repeated(delete(table).where(table.c.infohash == bindparam("key")), dialect)

    def replace(self, connection: Connection, contents: Mapping[InfoHash, bytes | None]) -> None:
        """Keep what there is, of downloads that there are, and forget what is None."""
        given = ({"key": key, "content": content} for key, content in contents.items() if content is not None)
        self._keep.carry_out(connection, given)
        self._forget.carry_out(connection, ({"key": key} for key, content in contents.items() if content is None))


def _contents(records: Sequence[DownloadRecord]) -> Iterable[tuple[Table, Mapping[InfoHash, bytes | None]]]:
    yield metainfos, {record.infohashes.identity: record.torrent for record in records}
    yield resume_data, {record.infohashes.identity: record.resume_data for record in records}
