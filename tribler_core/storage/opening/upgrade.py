"""Brings a database to the newest schema, by Alembic.

SQLite's file is copied first, to `<name>.backup-<revision>` beside it. A copy of a PostgreSQL database is its
operator's duty (`pg_dump`). On both an upgrade is one transaction: all of it happens, or nothing.
"""

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from tribler_core.domain.errors import CatalogueError
from tribler_core.storage.opening.revision import pragma

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def upgrade(connection: Connection, revision: str | None, *, migrations: Path = MIGRATIONS) -> None:
    """From `revision` (None: an empty database) to the newest of `migrations`.

    Raises: CatalogueError when the database is from a newer version of this program.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    if revision is not None:
        _check_known(revision, ScriptDirectory.from_config(config))
    if connection.dialect.name == "postgresql":
        _migrate(connection, config)
        return
    if revision is not None:
        log.info("upgrading the database; a copy is in %s", _back_up(connection, revision))
    pragma(connection, "foreign_keys = OFF")  # SQLite changes a table by replacing it
    try:
        _migrate(connection, config)
    finally:
        pragma(connection, "foreign_keys = ON")


def _check_known(revision: str, script: ScriptDirectory) -> None:
    try:
        script.get_revision(revision)
    except CommandError as error:
        known = script.get_current_head()
        raise CatalogueError(
            f"a newer triblerd wrote it: its schema is {revision}, this version knows up to {known}"
        ) from error


def _migrate(connection: Connection, config: Config) -> None:
    with connection.begin():
        command.upgrade(config, "head")


def _back_up(connection: Connection, revision: str) -> Path:
    """A whole copy, or none; one that an earlier attempt left is replaced."""
    source: Any = connection.connection.dbapi_connection
    file = Path(str(connection.engine.url.database))
    backup = file.with_name(f"{file.name}.backup-{revision}")
    unfinished = backup.with_name(f"{backup.name}.part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    return unfinished.replace(backup)
