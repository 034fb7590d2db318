"""The open catalogue: its ports on one database, one writer, a few readers."""

import asyncio
from pathlib import Path

from tribler_core.config.sections import StorageSection, Synchronous
from tribler_core.storage.downloads import SqlDownloads
from tribler_core.storage.history import SqlHistory
from tribler_core.storage.key_values import SqlKeyValues
from tribler_core.storage.library.accounts import SqlAccounts
from tribler_core.storage.library.items import SqlItems
from tribler_core.storage.library.notices import SqlNotices
from tribler_core.storage.library.shelf import SqlShelf
from tribler_core.storage.opening.database import READERS, Database, open_database, sqlite_url
from tribler_core.storage.reader import Reader
from tribler_core.storage.workspaces.store import SqlWorkspaceStore
from tribler_core.storage.writer import Writer

FILE_NAME = "catalogue.sqlite"
"""In the state directory, unless the operator names another database."""

HISTORY_LIMIT = 10_000
"""Entries: weeks of a busy daemon, and a few megabytes."""


class SqlCatalogue:
    """What lasts over restarts; each part implements the port of its name."""

    def __init__(self, database: Database, *, history_limit: int = HISTORY_LIMIT) -> None:
        dialect = database.writing.dialect.name
        self._database = database
        self._writer = Writer(database.writing)
        self._reader = Reader(database.reading, threads=READERS)
        self.downloads = SqlDownloads(self._writer, self._reader, database.writing.dialect)
        self.key_values = SqlKeyValues(self._writer, self._reader, dialect)
        self.workspaces = SqlWorkspaceStore(self._writer, self._reader)
        self.history = SqlHistory(self._writer, self._reader, database.writing.dialect, limit=history_limit)
        self.accounts = SqlAccounts(self._writer, self._reader)
        self.notices = SqlNotices(self._writer, self._reader)
        self.items = SqlItems(self._writer, self._reader)
        self.shelf = SqlShelf(self._writer, self._reader, dialect)

    @classmethod
    async def open(cls, section: StorageSection, state_dir: Path) -> "SqlCatalogue":
        """Open, and upgrade if needed.

        Raises: StartFailure; the database is as it was before.
        """
        url = section.url or sqlite_url(state_dir / FILE_NAME)
        full_sync = section.synchronous is Synchronous.FULL
        return cls(await asyncio.to_thread(open_database, url, full_sync=full_sync))

    async def close(self) -> None:
        """Finish what was handed in and let go of the database."""
        await self._writer.close()
        await self._reader.close()
        await asyncio.to_thread(self._database.close)
