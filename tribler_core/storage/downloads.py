"""The downloads that last."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    Table,
    bindparam,
    delete,
    func,
    select,
    update,
)

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.ports import BrokenRecord, CatalogueChanges, DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import to_json
from tribler_core.storage.rows import to_row
from tribler_core.storage.schema import downloads, metainfos, resume_data, upsert
from tribler_core.storage.streaming import last_position, read_page, read_record, set_aside
from tribler_core.storage.writer import Writer

_HERE = downloads.c.infohash == bindparam("key")
_CHANGE_SETTINGS = update(downloads).where(_HERE).values(settings=bindparam("new"))
_CHANGE_COMPLETE = update(downloads).where(_HERE).values(complete=bindparam("new"))
_REMOVE = delete(downloads).where(_HERE)


class SqlDownloads:
    """DownloadCatalogue in SQL."""

    def __init__(self, writer: Writer, reader: Reader, dialect: str) -> None:
        """`dialect` is SQLAlchemy's name of the database."""
        self._writer = writer
        self._reader = reader
        columns = [column.name for column in downloads.c if column.name not in {"position", "infohash"}]
        self._keep_row = upsert(dialect, downloads.c.infohash, columns)
        self._keep_content = {
            table: upsert(
                dialect,
                table.c.infohash,
                ["content"],
                select(downloads.c.infohash, bindparam("content", type_=table.c.content.type)).where(_HERE),
            )
            for table in (metainfos, resume_data)
        }

    async def write(self, changes: CatalogueChanges) -> None:
        def operation(connection: Connection) -> None:
            _each(connection, self._keep_row, map(to_row, changes.added))
            for table, contents in _contents(changes.added):
                self._replace(connection, table, contents)
            new = ({"key": key, "new": to_json(value)} for key, value in changes.settings.items())
            _each(connection, _CHANGE_SETTINGS, new)
            _each(connection, _REMOVE, ({"key": key} for key in changes.removed))

        await self._writer.run(operation)

    async def add(self, records: Sequence[DownloadRecord]) -> None:
        await self.write(CatalogueChanges(added=records))

    async def update_settings(self, changes: Mapping[InfoHash, DownloadSettings]) -> None:
        await self.write(CatalogueChanges(settings=changes))

    async def remove(self, infohashes: Sequence[InfoHash]) -> None:
        await self.write(CatalogueChanges(removed=infohashes))

    async def save_resume_data(self, data: Mapping[InfoHash, bytes], complete: Mapping[InfoHash, bool]) -> None:
        def operation(connection: Connection) -> None:
            self._replace(connection, resume_data, data)
            _each(connection, _CHANGE_COMPLETE, ({"key": key, "new": whether} for key, whether in complete.items()))

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
            self._replace(connection, metainfos, {identity: torrent})

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

    def _replace(self, connection: Connection, table: Table, contents: Mapping[InfoHash, bytes | None]) -> None:
        """Keep what there is, of downloads that there are, and forget what is None."""
        given = ({"key": key, "content": content} for key, content in contents.items() if content is not None)
        gone = ({"key": key} for key, content in contents.items() if content is None)
        _each(connection, self._keep_content[table], given)
        _each(connection, delete(table).where(table.c.infohash == bindparam("key")), gone)


def _contents(records: Sequence[DownloadRecord]) -> Iterable[tuple[Table, Mapping[InfoHash, bytes | None]]]:
    yield metainfos, {record.infohashes.identity: record.torrent for record in records}
    yield resume_data, {record.infohashes.identity: record.resume_data for record in records}


def _each(connection: Connection, statement: Executable, parameters: Iterable[dict[str, Any]]) -> None:
    """Carry out a statement for each set of parameters, of which there may be none."""
    if several := list(parameters):
        connection.execute(statement, several)
