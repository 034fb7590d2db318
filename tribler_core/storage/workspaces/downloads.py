"""The downloads of one workspace that last."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, or_, select, update

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.ports import BrokenRecord, CatalogueChanges, DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import to_json
from tribler_core.storage.rows import from_row, to_row
from tribler_core.storage.schema import broken_rows, workspace_downloads
from tribler_core.storage.writer import Writer

log = logging.getLogger(__name__)

_ROWS = workspace_downloads
_KEPT_ASIDE = [column.name for column in broken_rows.c if column.name not in {"number", "reason"}]


class WorkspaceDownloads:
    """DownloadCatalogue in SQL."""

    def __init__(self, writer: Writer, reader: Reader, workspace: str) -> None:
        self._writer = writer
        self._reader = reader
        self._workspace = workspace
        self._mine = _ROWS.c.workspace == workspace
        here = (self._mine, _ROWS.c.infohash == bindparam("key"))
        self._change = {
            name: update(_ROWS).where(*here).values({name: bindparam("new", type_=_ROWS.c[name].type)})
            for name in ("settings", "complete", "resume_data")
        }
        self._remove = delete(_ROWS).where(*here)

    async def write(self, changes: CatalogueChanges) -> None:
        def operation(connection: Connection) -> None:
            for record in changes.added:
                self._keep(connection, record)
            self._set(connection, "settings", {key: to_json(value) for key, value in changes.settings.items()})
            for infohash in changes.removed:
                connection.execute(self._remove, {"key": infohash})

        await self._writer.run(operation)

    async def add(self, records: Sequence[DownloadRecord]) -> None:
        await self.write(CatalogueChanges(added=records))

    async def update_settings(self, changes: Mapping[InfoHash, DownloadSettings]) -> None:
        await self.write(CatalogueChanges(settings=changes))

    async def remove(self, infohashes: Sequence[InfoHash]) -> None:
        await self.write(CatalogueChanges(removed=infohashes))

    async def save_resume_data(self, data: Mapping[InfoHash, bytes], complete: Mapping[InfoHash, bool]) -> None:
        def operation(connection: Connection) -> None:
            self._set(connection, "resume_data", data)
            self._set(connection, "complete", complete)

        await self._writer.run(operation)

    async def save_metainfo(self, infohash: InfoHash, infohashes: InfoHashes, torrent: bytes) -> None:
        identity = infohashes.identity

        def operation(connection: Connection) -> None:
            known = select(_ROWS.c.position).where(self._mine, _ROWS.c.infohash == infohash)
            position = connection.scalar(known)
            if position is None:
                return
            if identity != infohash:  # it may have been added twice, under a name each
                connection.execute(self._remove, {"key": identity})
            names = {"infohash": identity, "v1": infohashes.v1, "v2": infohashes.v2}
            arrived = update(_ROWS).where(_ROWS.c.position == position)
            connection.execute(arrived.values(**names, magnet=None, torrent=torrent))

        await self._writer.run(operation)

    async def record(self, infohash: InfoHash) -> DownloadRecord | None:
        named = or_(_ROWS.c.infohash == infohash, _ROWS.c.v2 == infohash)
        row = await self._reader.run(lambda reader: reader.execute(select(_ROWS).where(self._mine, named)).first())
        record = None if row is None else from_row(row)
        return record if isinstance(record, DownloadRecord) else None

    async def torrent(self, infohash: InfoHash) -> bytes | None:
        statement = select(_ROWS.c.torrent).where(self._mine, _ROWS.c.infohash == infohash)
        content: bytes | None = await self._reader.run(lambda connection: connection.scalar(statement))
        return content

    async def count(self) -> int:
        statement = select(func.count()).select_from(_ROWS).where(self._mine)
        return await self._reader.run(lambda connection: connection.scalars(statement).one())

    async def stream(self, batch_size: int = 500) -> AsyncIterator[Sequence[DownloadRecord | BrokenRecord]]:
        """A broken row is set aside where those of other downloads are."""
        after = 0
        page = select(_ROWS).where(self._mine, _ROWS.c.position > bindparam("after")).order_by(_ROWS.c.position)
        while True:
            rows = await self._reader.run(partial(_fetch, page.limit(batch_size), after))
            if not rows:
                return
            after = rows[-1].position
            records = [from_row(row) for row in rows]
            for row, record in zip(rows, records, strict=True):
                if isinstance(record, BrokenRecord):
                    await self._set_aside(dict(row._mapping), record.reason)  # noqa: SLF001 - SQLAlchemy's public name
            yield records

    def _keep(self, connection: Connection, record: DownloadRecord) -> None:
        """In its old place, if it has one."""
        row = {**to_row(record), "torrent": record.torrent, "resume_data": record.resume_data}
        replaced = update(_ROWS).where(self._mine, _ROWS.c.infohash == row["infohash"]).values(row)
        if not connection.execute(replaced).rowcount:
            connection.execute(insert(_ROWS), {**row, "workspace": self._workspace})

    def _set(self, connection: Connection, name: str, values: Mapping[InfoHash, Any]) -> None:
        if values:
            connection.execute(self._change[name], [{"key": key, "new": new} for key, new in values.items()])

    async def _set_aside(self, row: Mapping[str, Any], reason: str) -> None:
        def operation(connection: Connection) -> None:
            kept = {name: row[name] for name in _KEPT_ASIDE}
            connection.execute(insert(broken_rows), {**kept, "reason": reason})
            connection.execute(delete(_ROWS).where(_ROWS.c.position == row["position"]))

        await self._writer.run(operation)


def _fetch(page: Select[Any], after: int, connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(page, {"after": after}).all()
