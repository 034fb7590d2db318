"""Opens the database: connections, locks, checks, the schema. Whatever is wrong is one line for the operator.

SQLite runs in WAL with `synchronous = NORMAL`: a commit is in the operating system's hands when it returns, so a
`kill -9` loses nothing, and no commit waits for the disk. A power cut may lose the last commits, never the
database; `storage.synchronous = full` closes that gap, and each commit waits for the disk.
Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous.
"""

import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from tribler_core.domain.errors import CatalogueError, StartFailure
from tribler_core.storage.failures import reason
from tribler_core.storage.opening.revision import current_revision, pragma
from tribler_core.storage.schema import REVISION

READERS = 2
"""Connections that read: one for a stream, one for the questions in between."""

LOCK_TIMEOUT = 5
"""Seconds to wait for somebody else's lock: a shell on SQLite's file, another daemon on PostgreSQL's schema."""

LOG_PAGES = 4000
"""4 KiB each: how long SQLite's log gets before it is folded into the file. Bulk adding gained a quarter over 1000."""

CONNECT_TIMEOUT = 10
"""Seconds to reach PostgreSQL."""


_LOCK_NOT_AVAILABLE = "55P03"
"""Source: https://www.postgresql.org/docs/current/errcodes-appendix.html."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database with an up-to-date schema."""

    writing: Engine
    """One connection."""
    reading: Engine

    def close(self) -> None:
        """Let go of every connection; SQLite folds its log into the file."""
        self.reading.dispose()
        self.writing.dispose()


def sqlite_url(file: Path) -> str:
    """The URL of an SQLite database in `file`."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


def open_database(url: str, *, full_sync: bool = False) -> Database:
    """Connect, check and upgrade. Blocks.

    `full_sync`: a commit waits for SQLite's disk.

    Raises: StartFailure; the database is as it was before.
    """
    location = _location(url)
    name = location.database if location.drivername == "sqlite" else location.render_as_string(hide_password=True)
    writing, reading = _engines(location, full_sync=full_sync)
    try:
        if location.drivername == "sqlite":
            _create_private(Path(str(location.database)))
        with writing.connect() as connection:
            _prepare(connection)
    except (DBAPIError, sqlite3.Error, OSError, CatalogueError) as error:
        writing.dispose()
        raise StartFailure(f"cannot open the database {name}: {reason(error)}") from error
    except BaseException:
        writing.dispose()
        raise
    return Database(writing, reading)


def _location(url: str) -> URL:
    try:
        location = make_url(url)
    except (ArgumentError, ValueError):
        location = URL.create("nothing")
    match location.get_backend_name():
        case "postgresql":
            return location.set(drivername="postgresql+psycopg")
        case "sqlite" if location.database not in {None, "", ":memory:"}:
            return location.set(drivername="sqlite")
    raise StartFailure("storage.url must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")


def _engines(location: URL, *, full_sync: bool) -> tuple[Engine, Engine]:
    if location.drivername == "sqlite":
        options: dict[str, Any] = {"connect_args": {"timeout": LOCK_TIMEOUT}}
    else:
        options = {"connect_args": {"connect_timeout": CONNECT_TIMEOUT}, "pool_pre_ping": True}
    writing = create_engine(location, pool_size=1, max_overflow=0, **options)
    reading = create_engine(location, pool_size=READERS, max_overflow=0, **options)
    if location.drivername == "sqlite":
        event.listen(writing, "connect", partial(_set_up_sqlite_writer, synchronous="FULL" if full_sync else "NORMAL"))
        event.listen(writing, "begin", _begin_at_once)
        event.listen(reading, "connect", _set_up_sqlite_reader)
    else:
        event.listen(writing, "connect", _lock_postgresql)
    return writing, reading


def _set_up_sqlite_writer(connection: sqlite3.Connection, _record: object, *, synchronous: str) -> None:
    connection.isolation_level = None  # transactions begin where we say so, around changes of the schema too
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")


def _begin_at_once(connection: Connection) -> None:
    cursor = connection.connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.close()


def _set_up_sqlite_reader(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    # A damaged text must not fail the rows beside it; what is written is ASCII, so a reader knows it by this.
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")


def _lock_postgresql(connection: Any, _record: object) -> None:
    """The schema belongs to the session that writes; the lock ends with its connection, however that ends.

    The server may need a moment to see that the one before was killed.
    """
    try:
        connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}s'")
        connection.execute("SELECT pg_advisory_lock(hashtext('triblerd'), hashtext(current_schema()))")
        connection.commit()
    except Exception as error:
        if getattr(error, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise CatalogueError("another triblerd uses this schema") from error
        raise


def _create_private(file: Path) -> None:
    """SQLite gives its journal and log the permissions of the database, and opens one that it cannot write as well."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    if not os.access(file, os.W_OK):
        raise CatalogueError("this user cannot write it")


def _prepare(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        _check_pages(connection)
    with connection.begin():
        revision = current_revision(connection)
    if revision != REVISION:
        # Alembic takes longer to import than all of this takes to run, and is seldom needed.
        from tribler_core.storage.opening.upgrade import upgrade

        upgrade(connection, revision)
    if connection.dialect.name == "sqlite":
        pragma(connection, "journal_mode = WAL")  # not before the checks: it changes the file


def _check_pages(connection: Connection) -> None:
    """Reads the whole file, which starting does anyway."""
    finding = pragma(connection, "quick_check(1)")
    if finding != "ok":
        raise CatalogueError(f"it is damaged: {finding}")
