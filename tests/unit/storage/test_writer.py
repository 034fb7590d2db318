"""Group commit: together, in order, durable when told, and a bad one alone."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from tribler_core.domain.errors import CatalogueError
from tribler_core.storage import writer as writing
from tribler_core.storage.opening import database
from tribler_core.storage.opening.database import open_database, sqlite_url
from tribler_core.storage.writer import Writer

Operation = Callable[[Connection], None]


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    opened = open_database(sqlite_url(file))
    yield opened.writing
    opened.close()


@pytest.fixture
async def writer(engine: Engine) -> AsyncIterator[Writer]:
    writer = Writer(engine)
    yield writer
    await writer.close()


def put(key: str) -> Operation:
    return lambda connection: connection.exec_driver_sql(
        "INSERT INTO key_values (key, value) VALUES (?, '1')", (key,)
    ).close()


def keys(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM key_values ORDER BY rowid")]


class Gate:
    """An operation that holds the writer until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, _connection: Connection) -> None:
        self.reached.set()
        assert self.opened.wait(10)


async def gathered(writer: Writer, *operations: Operation) -> list[BaseException | None]:
    """Hand all of them in while the writer is busy, so that they meet in one transaction."""
    gate = Gate()
    first = asyncio.create_task(writer.run(gate))
    await asyncio.to_thread(gate.reached.wait, 10)
    tasks = [asyncio.create_task(writer.run(operation)) for operation in operations]
    await asyncio.sleep(0)  # each task hands in and waits
    gate.opened.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_has_gathered_is_one_commit(writer: Writer, engine: Engine, file: Path) -> None:
    commits: list[Connection] = []
    event.listen(engine, "commit", commits.append)

    assert await gathered(writer, *(put(f"{number:03}") for number in range(100))) == [None] * 100

    assert len(commits) == 2  # the gate's, and one for all
    assert keys(file) == [f"{number:03}" for number in range(100)]


async def test_it_is_on_record_when_the_caller_hears_of_it(writer: Writer, file: Path) -> None:
    await writer.run(put("a"))

    assert keys(file) == ["a"]


async def test_the_caller_gets_what_the_operation_found(writer: Writer) -> None:
    assert await writer.run(lambda connection: connection.exec_driver_sql("SELECT 42").scalar()) == 42


async def test_a_bad_operation_fails_alone(writer: Writer, file: Path) -> None:
    def bad(_connection: Connection) -> None:
        raise ValueError("it made no sense")

    outcomes = await gathered(writer, put("a"), put("a"), bad, put("b"))

    assert keys(file) == ["a", "b"]
    assert [type(outcome) for outcome in outcomes] == [type(None), CatalogueError, CatalogueError, type(None)]
    assert "UNIQUE constraint failed" in str(outcomes[1])
    assert "it made no sense" in str(outcomes[2])


async def test_an_operation_that_fails_halfway_changes_nothing(writer: Writer, file: Path) -> None:
    def halfway(connection: Connection) -> None:
        put("a")(connection)
        put("a")(connection)

    with pytest.raises(CatalogueError):
        await writer.run(halfway)

    assert keys(file) == []


async def test_an_error_does_not_tell_what_was_to_be_written(writer: Writer) -> None:
    await writer.run(put("secret"))

    with pytest.raises(CatalogueError) as refused:
        await writer.run(put("secret"))

    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_a_cancelled_caller_does_not_stop_its_operation(writer: Writer, file: Path) -> None:
    gate = Gate()
    first = asyncio.create_task(writer.run(gate))
    second = asyncio.create_task(writer.run(put("a")))
    await asyncio.to_thread(gate.reached.wait, 10)

    second.cancel()
    gate.opened.set()
    await first
    await writer.run(put("b"))

    assert second.cancelled()
    assert keys(file) == ["a", "b"]


async def test_closing_finishes_what_was_handed_in(engine: Engine, file: Path) -> None:
    writer = Writer(engine)
    tasks = [asyncio.create_task(writer.run(put(f"{number}"))) for number in range(5)]
    await asyncio.sleep(0)

    await writer.close()
    await asyncio.gather(*tasks)

    assert keys(file) == ["0", "1", "2", "3", "4"]
    with pytest.raises(CatalogueError, match="closed"):
        await writer.run(put("late"))


async def test_a_locked_database_refuses_all_at_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_TIMEOUT", 0.01)
    opened = open_database(sqlite_url(file))
    writer = Writer(opened.writing)
    with closing(sqlite3.connect(file, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        outcomes = await asyncio.gather(*(writer.run(put(str(n))) for n in range(50)), return_exceptions=True)
        foreign.execute("ROLLBACK")

    assert {str(outcome) for outcome in outcomes} == {"the catalogue refused: database is locked"}
    await writer.run(put("afterwards"))
    assert keys(file) == ["afterwards"]
    await writer.close()
    opened.close()


async def test_a_writer_without_work_gives_its_connection_back(
    engine: Engine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "IDLE", 0.01)
    given_back = threading.Event()
    event.listen(engine, "checkin", lambda *_: given_back.set())
    writer = Writer(engine)
    await writer.run(put("a"))

    assert await asyncio.to_thread(given_back.wait, 10)
    await writer.run(put("b"))
    await writer.close()
    assert keys(file) == ["a", "b"]


async def test_work_in_a_row_is_done_on_one_connection(
    writer: Writer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "IDLE", 60.0)
    taken: list[object] = []
    event.listen(engine, "checkout", lambda *_: taken.append(None))
    for number in range(20):
        await writer.run(put(str(number)))

    assert len(taken) == 1
