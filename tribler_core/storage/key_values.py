"""Small JSON documents that last."""

from typing import Any

from sqlalchemy import delete, select

from tribler_core.domain.errors import CatalogueError
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import BrokenValue, from_json, to_json
from tribler_core.storage.schema import key_values, upsert
from tribler_core.storage.writer import Writer


class SqlKeyValues:
    """KeyValueStore in SQL."""

    def __init__(self, writer: Writer, reader: Reader, dialect: str) -> None:
        """`dialect` is SQLAlchemy's name of the database."""
        self._writer = writer
        self._reader = reader
        self._keep = upsert(dialect, key_values.c.key, ["value"])

    async def get(self, key: str) -> Any | None:
        statement = select(key_values.c.value).where(key_values.c.key == key)
        text = await self._reader.run(lambda connection: connection.scalar(statement))
        try:
            return None if text is None else from_json(text)
        except BrokenValue as error:
            raise CatalogueError(f"what is kept under {key!r} is damaged: {error}") from error

    async def put(self, key: str, value: Any) -> None:
        await self._writer.run(
            lambda connection: connection.execute(self._keep, {"key": key, "value": to_json(value)}).close()
        )

    async def delete(self, key: str) -> None:
        statement = delete(key_values).where(key_values.c.key == key)
        await self._writer.run(lambda connection: connection.execute(statement).close())
