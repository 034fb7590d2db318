"""The tables, as the newest migration leaves them. A test compares the two."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ClauseElement,
    Column,
    Connection,
    ForeignKey,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

REVISION = "0003"
"""The newest migration: the schema that this program reads and writes."""

metadata = MetaData()

# SQLite counts by itself only in a column whose type is exactly INTEGER.
_Counted = BigInteger().with_variant(Integer(), "sqlite")

downloads = Table(
    "downloads",
    metadata,
    Column("position", _Counted, primary_key=True),  # the order of adding; replacing a download keeps its place
    Column("infohash", Text, nullable=False, unique=True),
    Column("v1", Text),
    Column("v2", Text, index=True),  # a hybrid is asked for by either name
    Column("added", BigInteger, nullable=False),
    Column("completed", BigInteger),
    Column("complete", Boolean, nullable=False),
    Column("settings", Text, nullable=False),  # JSON, read row by row, so that a bad one does not fail its batch
    Column("magnet", Text),  # JSON
)


def _contents(name: str) -> Table:
    """Bytes of a download, kept apart from its row and from each other, because each changes at its own pace."""
    owner = ForeignKey("downloads.infohash", ondelete="CASCADE", onupdate="CASCADE")
    return Table(
        name,
        metadata,
        Column("infohash", owner, primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )


metainfos = _contents("metainfos")
resume_data = _contents("resume_data")

workspace_downloads = Table(
    "workspace_downloads",
    metadata,
    Column("position", _Counted, primary_key=True),  # the order of adding
    Column("workspace", Text, nullable=False),
    Column("infohash", Text, nullable=False),
    Column("v1", Text),
    Column("v2", Text),
    Column("added", BigInteger, nullable=False),
    Column("completed", BigInteger),
    Column("complete", Boolean, nullable=False),
    Column("settings", Text, nullable=False),  # JSON
    Column("magnet", Text),  # JSON
    Column("torrent", LargeBinary),
    Column("resume_data", LargeBinary),
    UniqueConstraint("workspace", "infohash"),
)

broken_rows = Table(
    "broken_rows",
    metadata,
    Column("number", _Counted, primary_key=True),
    Column("reason", Text, nullable=False),
    # What was found, untouched, so that a person can mend it and put it back.
    Column("infohash", Text),
    Column("v1", Text),
    Column("v2", Text),
    Column("added", BigInteger),
    Column("completed", BigInteger),
    Column("complete", Boolean),
    Column("settings", Text),
    Column("magnet", Text),
    Column("torrent", LargeBinary),
    Column("resume_data", LargeBinary),
)

key_values = Table(
    "key_values",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)

history = Table(
    "history",
    metadata,
    Column("number", _Counted, primary_key=True),
    Column("happened", BigInteger, nullable=False),
    Column("infohash", Text, nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),  # JSON, because PostgreSQL refuses some characters of a file name
)

# What accounts have. A number is never used again, which SQLite promises for these alone.

accounts = Table(
    "accounts",
    metadata,
    Column("number", _Counted, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("record", Text, nullable=False),  # JSON
    sqlite_autoincrement=True,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("number", _Counted, primary_key=True),
    Column("account", BigInteger, ForeignKey("accounts.number", ondelete="CASCADE"), nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("record", Text, nullable=False),  # JSON
    sqlite_autoincrement=True,
)

notices = Table(
    "notices",
    metadata,
    Column("number", _Counted, primary_key=True),
    Column("account", BigInteger, ForeignKey("accounts.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", BigInteger, nullable=False),
    Column("content", Text, nullable=False),  # JSON: title and message
    sqlite_autoincrement=True,
)

items = Table(
    "items",
    metadata,
    Column("number", _Counted, primary_key=True),
    Column("account", BigInteger, nullable=False),  # 0: nobody's
    Column("infohash", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("record", Text, nullable=False),  # JSON
    UniqueConstraint("account", "infohash", name="items_account_infohash"),
    sqlite_autoincrement=True,
)

item_torrents = Table(
    "item_torrents",
    metadata,
    Column("number", BigInteger, ForeignKey("items.number", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

link_uses = Table(
    "link_uses",
    metadata,
    Column("link", Text, primary_key=True),  # a digest
    Column("address", Text, nullable=False),
    Column("first_used", BigInteger, nullable=False, index=True),
)

file_digests = Table(
    "file_digests",
    metadata,
    Column("infohash", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("crc32", BigInteger, nullable=False),
    Column("md5", Text, nullable=False),
    Column("opensubtitles", Text, nullable=False),
)

looked_up = Table(
    "looked_up",
    metadata,
    Column("infohash", Text, primary_key=True),
    Column("found", BigInteger, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
)


def insert_into(dialect: str, table: Table) -> Any:
    """The INSERT of a database, by SQLAlchemy's name of it, that knows what to do on a conflict."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # four hundredths of a start, and most daemons have SQLite

    return postgresql.insert(table)


def upsert(dialect: str, into: Column[Any], columns: Sequence[str], source: Select[Any] | None = None) -> Insert:
    """Insert `columns`, given as parameters or by `source`, or change them where the key column `into` is there."""
    statement = insert_into(dialect, into.table)
    if source is not None:
        statement = statement.from_select([into.name, *columns], source)
    upserted: Insert = statement.on_conflict_do_update(
        index_elements=[into], set_={name: statement.excluded[name] for name in columns}
    )
    return upserted


class Repeated:
    """A statement that is carried out again and again, compiled once.

    SQLAlchemy finds the compiled form anew each time, which costs more than what SQLite then does. Every value must be
    a parameter, of a type that the driver takes as it is.
    """

    def __init__(self, statement: ClauseElement, dialect: Dialect, columns: Sequence[str] | None = None) -> None:
        """`columns` are the parameters of an INSERT that does not name them itself."""
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what these dialects compile to
        self._text = compiled.string
        self._order = compiled.positiontup
        self._directly = dialect.name == "sqlite"

    def carry_out(self, connection: Connection, parameters: Iterable[Mapping[str, Any]]) -> None:
        """Once for each set of parameters, of which there may be none."""
        order = self._order
        several: list[Any] = [tuple(map(each.__getitem__, order)) if order is not None else each for each in parameters]
        if several and self._directly:
            _execute_directly(connection, self._text, several)
        elif several:  # whether PostgreSQL has gone away is for SQLAlchemy to find out
            connection.exec_driver_sql(self._text, several)


def _execute_directly(connection: Connection, text: str, several: Sequence[Any]) -> None:
    """By the driver: what SQLAlchemy does around a statement takes longer than a small one takes SQLite.

    Raises: the driver's own errors.
    """
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(text, several)
    finally:
        cursor.close()
