"""What can be wrong with a database is one line for the operator, and stays as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tribler_core.domain.errors import StartFailure
from tribler_core.storage.opening import database
from tribler_core.storage.opening.database import open_database, sqlite_url
from tribler_core.storage.schema import REVISION


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


def refusal(url: str) -> str:
    """The one line."""
    with pytest.raises(StartFailure) as refused:
        open_database(url)
    line = str(refused.value)
    assert "\n" not in line
    return line


@contextmanager
def untouched(file: Path) -> Iterator[None]:
    """Nothing in the file has changed, and nothing lies beside it."""
    before, beside = file.read_bytes(), set(file.parent.iterdir())
    yield
    assert file.read_bytes() == before
    assert set(file.parent.iterdir()) == beside


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_a_new_database_opens_again(file: Path) -> None:
    open_database(sqlite_url(file)).close()

    open_database(sqlite_url(file)).close()


@pytest.mark.parametrize(("full_sync", "expected"), [(False, 1), (True, 2)])
def test_how_long_a_commit_waits_is_the_operators_choice(file: Path, full_sync: bool, expected: int) -> None:
    opened = open_database(sqlite_url(file), full_sync=full_sync)
    with opened.writing.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]
    opened.close()

    assert settings == [expected, "wal", 1]


def test_a_file_name_may_hold_anything(tmp_path: Path) -> None:
    file = tmp_path / "a ? b # c % d @ caf\u00e9.sqlite"

    open_database(sqlite_url(file)).close()

    assert file.exists()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://host/database", "postgresql://host:port/x"]
)
def test_a_url_that_no_catalogue_has_is_refused(url: str) -> None:
    assert "storage.url must be sqlite:///FILE or postgresql://" in refusal(url)


def test_a_file_that_is_no_database_is_refused(file: Path) -> None:
    file.write_bytes(b"something else entirely" * 1000)

    with untouched(file):
        assert refusal(sqlite_url(file)) == f"cannot open the database {file}: file is not a database"


def test_the_database_of_another_program_is_refused(file: Path) -> None:
    change(file, "CREATE TABLE bookmarks (url TEXT)")

    with untouched(file):
        assert refusal(sqlite_url(file)).endswith("it belongs to another program")


def test_a_newer_schema_is_refused(file: Path) -> None:
    open_database(sqlite_url(file)).close()
    change(file, "UPDATE alembic_version SET version_num = '9999'")

    with untouched(file):
        line = refusal(sqlite_url(file))

    assert line.endswith(f"a newer triblerd wrote it: its schema is 9999, this version knows up to {REVISION}")


def test_a_damaged_database_is_refused(file: Path) -> None:
    open_database(sqlite_url(file)).close()
    with file.open("r+b") as content:
        content.seek(4096)
        content.write(b"\xa5" * 8192)

    with untouched(file):
        assert "cannot open the database" in refusal(sqlite_url(file))


def test_a_truncated_database_is_refused(file: Path) -> None:
    open_database(sqlite_url(file)).close()
    file.write_bytes(file.read_bytes()[:9000])

    with untouched(file):
        assert "malformed" in refusal(sqlite_url(file))


def test_a_locked_database_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_TIMEOUT", 0.01)
    open_database(sqlite_url(file)).close()
    with closing(sqlite3.connect(file, isolation_level=None)) as foreign:
        foreign.execute("PRAGMA locking_mode = EXCLUSIVE")
        foreign.execute("BEGIN EXCLUSIVE")

        assert refusal(sqlite_url(file)) == f"cannot open the database {file}: database is locked"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "No such file or directory" in refusal(sqlite_url(tmp_path / "missing" / "catalogue.sqlite"))


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    assert "unable to open database file" in refusal(sqlite_url(tmp_path))


def test_an_unreachable_server_is_told_without_the_password(tmp_path: Path) -> None:
    line = refusal(f"postgresql://user:open-sesame@/name?host={tmp_path}")

    assert "cannot open the database postgresql" in line
    assert "open-sesame" not in line


def test_two_daemons_do_not_share_a_schema(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_TIMEOUT", 1)
    first = open_database(postgres_url)

    assert refusal(postgres_url).endswith("another triblerd uses this schema")

    first.close()
    open_database(postgres_url).close()


def test_two_daemons_may_share_a_server(postgres_cluster: Path, postgres_url: str) -> None:
    other = f"postgresql://postgres@/postgres?host={postgres_cluster}"

    first, second = open_database(postgres_url), open_database(other)

    first.close()
    second.close()
