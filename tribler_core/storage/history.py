"""What happened to downloads, for people; bounded."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from tribler_core.domain.ports import HistoryEntry
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Timestamp
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import from_json, to_json
from tribler_core.storage.schema import history
from tribler_core.storage.writer import Writer


class SqlHistory:
    """History in SQL."""

    def __init__(self, writer: Writer, reader: Reader, *, limit: int) -> None:
        """`limit` is how many entries are kept."""
        self._writer = writer
        self._reader = reader
        newest = select(func.max(history.c.number)).scalar_subquery()
        self._forget = delete(history).where(history.c.number <= newest - limit)

    async def write(self, entries: Sequence[HistoryEntry]) -> None:
        if not entries:
            return

        def operation(connection: Connection) -> None:
            connection.execute(insert(history), [_to_row(entry) for entry in entries])
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
