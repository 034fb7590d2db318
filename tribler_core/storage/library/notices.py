"""What accounts are told; bounded."""

from sqlalchemy import Connection, delete, func, insert, select

from tribler_core.domain.people.account import Notice
from tribler_core.foundation.units import Timestamp
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import from_json, to_json
from tribler_core.storage.schema import notices
from tribler_core.storage.writer import Writer


class SqlNotices:
    """NoticeStore in SQL."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def add(self, account: int, created: Timestamp, title: str, message: str) -> Notice:
        row = {"account": account, "created": created, "content": to_json([title, message])}

        def operation(connection: Connection) -> Notice:
            (number,) = connection.execute(insert(notices), row).inserted_primary_key or (0,)
            return Notice(number, created, title, message)

        return await self._writer.run(operation)

    async def of(self, account: int) -> list[Notice]:
        """Raises: CatalogueError."""
        statement = select(notices).where(notices.c.account == account).order_by(notices.c.number.desc())

        def operation(connection: Connection) -> list[Notice]:
            return [
                Notice(row.number, Timestamp(row.created), *map(str, from_json(row.content)))
                for row in connection.execute(statement)
            ]

        return await self._reader.run(operation)

    async def remove(self, account: int, number: int | None = None) -> int:
        statement = delete(notices).where(notices.c.account == account)
        if number is not None:
            statement = statement.where(notices.c.number == number)
        return await self._writer.run(lambda connection: connection.execute(statement).rowcount)

    async def trim(self, before: Timestamp, keep: int) -> None:
        newest_first = func.row_number().over(partition_by=notices.c.account, order_by=notices.c.number.desc())
        ranked = select(notices.c.number, newest_first.label("place")).subquery()
        surplus = select(ranked.c.number).where(ranked.c.place > keep)
        statement = delete(notices).where((notices.c.created < before) | notices.c.number.in_(surplus))
        await self._writer.run(lambda connection: connection.execute(statement).close())
