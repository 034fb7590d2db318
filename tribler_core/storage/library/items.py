"""Items, and the .torrent of those that are not started."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from tribler_core.domain.errors import CatalogueError
from tribler_core.domain.library.item import Item
from tribler_core.domain.people.account import Account
from tribler_core.storage.library.accounts import save_accounts
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import BrokenValue, to_json, value_from_json
from tribler_core.storage.schema import item_torrents, items
from tribler_core.storage.writer import Writer

_SAVE = (
    update(items)
    .where(items.c.number == bindparam("key"))
    .values(
        account=bindparam("new_account"),
        infohash=bindparam("new_infohash"),
        stage=bindparam("new_stage"),
        record=bindparam("new_record"),
    )
)
_REMOVE = delete(items).where(items.c.number == bindparam("key"))
_FORGET = delete(item_torrents).where(item_torrents.c.number == bindparam("key"))


class SqlItems:
    """ItemStore in SQL."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def add(
        self, added: Sequence[Item], torrent: bytes | None = None, account: Account | None = None
    ) -> list[Item]:
        def operation(connection: Connection) -> list[Item]:
            _save_account(connection, account)
            return [_add(connection, item, torrent) for item in added]

        return await self._writer.run(operation) if added else []

    async def save(self, changed: Sequence[Item]) -> None:
        rows = [
            {"key": item.number, **{f"new_{name}": value for name, value in _row(item).items()}} for item in changed
        ]
        started = [{"key": item.number} for item in changed if item.started is not None]

        def operation(connection: Connection) -> None:
            connection.execute(_SAVE, rows)
            if started:
                connection.execute(_FORGET, started)

        if rows:
            await self._writer.run(operation)

    async def remove(self, numbers: Sequence[int], account: Account | None = None) -> None:
        rows = [{"key": number} for number in numbers]

        def operation(connection: Connection) -> None:
            _save_account(connection, account)
            connection.execute(_REMOVE, rows)

        if rows:
            await self._writer.run(operation)

    async def all(self) -> list[Item]:
        """Raises: CatalogueError."""
        statement = select(items.c.number, items.c.record).order_by(items.c.number)

        def operation(connection: Connection) -> list[Item]:
            try:
                return [
                    replace(value_from_json(Item, text), number=number)
                    for number, text in connection.execute(statement)
                ]
            except BrokenValue as error:
                raise CatalogueError(f"an item is damaged: {error}") from error

        return await self._reader.run(operation)

    async def torrent(self, number: int) -> bytes | None:
        statement = select(item_torrents.c.content).where(item_torrents.c.number == number)
        content: bytes | None = await self._reader.run(lambda connection: connection.scalar(statement))
        return content


def _save_account(connection: Connection, account: Account | None) -> None:
    if account is not None:
        save_accounts(connection, [account])


def _add(connection: Connection, item: Item, torrent: bytes | None) -> Item:
    (number,) = connection.execute(insert(items), _row(item)).inserted_primary_key or (0,)
    if torrent is not None:
        connection.execute(insert(item_torrents), {"number": number, "content": torrent})
    return replace(item, number=number)


def _row(item: Item) -> dict[str, Any]:
    return {
        "account": item.account,
        "infohash": item.infohash,
        "stage": item.stage.value,
        "record": to_json(item),
    }
