"""Accounts and their keys."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, insert, select, update

from tribler_core.domain.errors import CatalogueError
from tribler_core.domain.library.errors import AccountExists
from tribler_core.domain.people.account import Account, ApiKey
from tribler_core.storage.reader import Reader
from tribler_core.storage.records import BrokenValue, to_json, value_from_json
from tribler_core.storage.schema import accounts, api_keys
from tribler_core.storage.writer import Writer

_SAVE_ACCOUNT = update(accounts).where(accounts.c.number == bindparam("key")).values(record=bindparam("new"))
_SAVE_KEY = update(api_keys).where(api_keys.c.number == bindparam("key")).values(record=bindparam("new"))


class SqlAccounts:
    """AccountStore in SQL."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def add(self, account: Account) -> Account:
        def operation(connection: Connection) -> Account | None:
            if connection.scalar(select(accounts.c.number).where(accounts.c.name == account.name)) is not None:
                return None
            row = {"name": account.name, "record": to_json(account)}
            (number,) = connection.execute(insert(accounts), row).inserted_primary_key or (0,)
            return replace(account, number=number)

        if (added := await self._writer.run(operation)) is None:
            raise AccountExists(f"there is an account {account.name} already")
        return added

    async def save(self, changed: Sequence[Account]) -> None:
        if changed:
            await self._writer.run(lambda connection: save_accounts(connection, changed))

    async def all(self) -> list[Account]:
        """Raises: CatalogueError."""
        statement = select(accounts.c.number, accounts.c.record).order_by(accounts.c.number)

        def operation(connection: Connection) -> list[Account]:
            try:
                return [
                    replace(value_from_json(Account, text), number=number)
                    for number, text in connection.execute(statement)
                ]
            except BrokenValue as error:
                raise CatalogueError(f"an account is damaged: {error}") from error

        return await self._reader.run(operation)

    async def add_key(self, key: ApiKey) -> ApiKey:
        def operation(connection: Connection) -> ApiKey:
            row = {"account": key.account, "digest": key.digest, "record": to_json(key)}
            (number,) = connection.execute(insert(api_keys), row).inserted_primary_key or (0,)
            return replace(key, number=number)

        return await self._writer.run(operation)

    async def save_key(self, key: ApiKey) -> None:
        row = {"key": key.number, "new": to_json(key)}
        await self._writer.run(lambda connection: connection.execute(_SAVE_KEY, row).close())

    async def keys(self) -> list[ApiKey]:
        """Raises: CatalogueError."""
        statement = select(api_keys.c.number, api_keys.c.record).order_by(api_keys.c.number)

        def operation(connection: Connection) -> list[ApiKey]:
            try:
                return [
                    replace(value_from_json(ApiKey, text), number=number)
                    for number, text in connection.execute(statement)
                ]
            except BrokenValue as error:
                raise CatalogueError(f"an API key is damaged: {error}") from error

        return await self._reader.run(operation)


def save_accounts(connection: Connection, changed: Sequence[Account]) -> None:
    """Inside a transaction; unknown ones are passed over."""
    connection.execute(_SAVE_ACCOUNT, [{"key": account.number, "new": to_json(account)} for account in changed])
