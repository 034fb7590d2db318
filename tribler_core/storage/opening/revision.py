"""What a database says of itself."""

from typing import Any

from sqlalchemy import Connection, inspect

from tribler_core.domain.errors import CatalogueError


def current_revision(connection: Connection) -> str | None:
    """The last migration that was run; None: the database is empty.

    Raises: CatalogueError for the tables of another program.
    """
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise CatalogueError("it belongs to another program")
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision


def pragma(connection: Connection, words: str) -> Any:
    """Run an SQLite pragma outside of any transaction; its answer."""
    raw: Any = connection.connection.dbapi_connection
    row = raw.execute(f"PRAGMA {words}").fetchone()
    return row and row[0]
