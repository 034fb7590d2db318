"""An upgrade happens whole, after a copy; the tables are those that the program believes in."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from tribler_core.domain.errors import CatalogueError
from tribler_core.storage.opening.database import open_database, sqlite_url
from tribler_core.storage.opening.revision import current_revision
from tribler_core.storage.opening.upgrade import MIGRATIONS, upgrade
from tribler_core.storage.schema import REVISION, metadata

NEXT = f"""
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{REVISION}"


def upgrade():
    with op.batch_alter_table("downloads", recreate="auto") as table:
        table.add_column(sa.Column("mood", sa.Text, nullable=False, server_default="calm"))
        table.alter_column("magnet", new_column_name="link")
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    sqlite = request.param == "sqlite"
    opened = open_database(sqlite_url(tmp_path / "catalogue") if sqlite else request.getfixturevalue("postgres_url"))
    with opened.writing.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO downloads (infohash, added, complete, settings) VALUES ('abc', 1, true, '{}')"
        )
        connection.exec_driver_sql("INSERT INTO resume_data (infohash, content) VALUES ('abc', 'resume')")
    yield opened.writing
    opened.close()


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The migrations of the program that comes after this one."""
    folder = shutil.copytree(MIGRATIONS, tmp_path / "migrations % newer")
    (folder / "versions" / "next.py").write_text(NEXT)
    return folder


def rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def test_the_program_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_the_migrations_make_the_tables_that_the_program_believes_in(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert current_revision(connection) == REVISION


def test_an_upgrade_keeps_every_row(engine: Engine, newer: Path) -> None:
    with engine.connect() as connection:
        upgrade(connection, REVISION, migrations=newer)

    assert rows(engine, "SELECT infohash, mood FROM downloads") == [("abc", "calm")]
    assert len(rows(engine, "SELECT infohash FROM resume_data")) == 1
    assert rows(engine, "SELECT version_num FROM alembic_version") == [("next",)]


def test_the_rules_between_tables_hold_after_an_upgrade(engine: Engine, newer: Path) -> None:
    with engine.connect() as connection:
        upgrade(connection, REVISION, migrations=newer)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM downloads")

    assert rows(engine, "SELECT infohash FROM resume_data") == []


def test_an_upgrade_that_fails_changes_nothing(engine: Engine, newer: Path) -> None:
    (newer / "versions" / "next.py").write_text(f"{NEXT}    op.execute('nonsense')\n")

    with engine.connect() as connection, pytest.raises(Exception, match="nonsense"):
        upgrade(connection, REVISION, migrations=newer)

    with engine.connect() as connection:
        assert current_revision(connection) == REVISION
        assert "mood" not in {column["name"] for column in inspect(connection).get_columns("downloads")}
    assert rows(engine, "SELECT infohash FROM downloads") == [("abc",)]


def test_an_unknown_schema_is_left_alone(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(CatalogueError, match="its schema is next"):
        upgrade(connection, "next")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_copy_is_made_before_an_upgrade(engine: Engine, newer: Path, tmp_path: Path) -> None:
    (tmp_path / f"catalogue.backup-{REVISION}").write_bytes(b"from an attempt that failed")
    (tmp_path / f"catalogue.backup-{REVISION}.part").write_bytes(b"from an attempt that was killed")

    with engine.connect() as connection:
        upgrade(connection, REVISION, migrations=newer)

    copy = tmp_path / f"catalogue.backup-{REVISION}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert not (tmp_path / f"catalogue.backup-{REVISION}.part").exists()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert connection.execute("SELECT infohash FROM downloads").fetchall() == [("abc",)]


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    open_database(sqlite_url(tmp_path / "catalogue")).close()

    assert [path.name for path in tmp_path.iterdir()] == ["catalogue"]
