"""What happened to downloads, for people; bounded."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.engine.interfaces import Dialect

from tribler_core.domain.ports import HistoryEntry
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Timestamp
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import from_json, to_json
from tribler_core.storage.schema import Repeated, history
from tribler_core.storage.writer import Writer

_COLUMNS = [column.name for column in history.c if column is not history.c.number]


class SqlHistory:
    """History in SQL."""

    def __init__(self, writer: Writer, reader: Reader, dialect: Dialect, *, limit: int) -> None:
        """`limit` is how many entries are kept."""
        self._writer = writer
        self._reader = reader
        newest = select(func.max(history.c.number)).scalar_subquery()
        self._keep = Repeated(insert(history), dialect, _COLUMNS)
        self._forget = delete(history).where(history.c.number <= newest - limit)

    async def write(self, entries: Sequence[HistoryEntry]) -> None:
        if not entries:
            return

        def operation(connection: Connection) -> None:
            self._keep.carry_out(connection, map(_to_row, entries))
            connection.execute(self._forget)

        await self._writer.run(operation)

    async def read(self, limit: int, infohash: InfoHash | None = None) -> Sequence[HistoryEntry]:
        """Raises: CatalogueError."""
        statement = select(history).order_by(history.c.number.desc()).limit(limit)
        if infohash is not None:
            statement = statement.where(history.c.infohash == infohash)

        def operation(connection: Connection) -> list[HistoryEntry]:
            return [
                HistoryEntry(Timestamp(row.happened), InfoHash(row.infohash), row.what, from_json(row.detail))
                for row in connection.execute(statement)
            ]

        return await self._reader.run(operation)


def _to_row(entry: HistoryEntry) -> dict[str, object]:
    return {
        "happened": entry.when,
        "infohash": entry.infohash,
        "what": entry.what,
        "detail": to_json(entry.detail),
    }
