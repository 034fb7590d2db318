"""The one thread that writes: what has gathered since the last commit becomes one transaction (group commit).

A commit costs far more than a statement, so a burst of changes is as cheap as one, and a single change waits for
nobody. Whoever hands in an operation hears of it when the commit that holds it has returned, and not before.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from tribler_core.domain.errors import CatalogueError
from tribler_core.storage.failures import catalogue_error, lost_connection

T = TypeVar("T")

MOST_AT_ONCE = 1000
"""Operations in one transaction: bounds how long the first of them waits for the last."""
IDLE = 1.0
"""Seconds after which the connection goes back to the pool, which looks whether it still works."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """An operation and who waits for it."""

    operation: Callable[[Connection], Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Failed:
    """The outcome of an operation that changed nothing."""

    error: CatalogueError


class Writer:
    """Carries out operations in the order in which they are handed in. For one event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._connection: Connection | None = None
        """Kept while there is something to do: to take it from the pool costs as much as a small transaction."""
        self._thread = threading.Thread(target=self._work, name="catalogue-writer", daemon=True)
        self._thread.start()

    async def run(self, operation: Callable[[Connection], T]) -> T:
        """Carry out `operation` and return when it is committed; a caller that is cancelled does not stop it.

        When the transaction it shares fails, the operation is called again, in one of its own.

        Raises: CatalogueError; nothing has changed then.
        """
        if self._closed:
            raise CatalogueError("the catalogue is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(operation, future))
        return await future

    async def close(self) -> None:
        """Finish what was handed in; nothing is accepted any more."""
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        closing = False
        while not closing:
            gathered = self._gather()
            closing = None in gathered
            if jobs := [job for job in gathered if job is not None]:
                outcomes = self._carry_out(jobs)
                jobs[0].future.get_loop().call_soon_threadsafe(_tell, jobs, outcomes)
        self._let_go()

    def _gather(self) -> list[_Job | None]:
        """Wait for one, and take what else is there."""
        gathered = [self._first()]
        with suppress(queue.Empty):
            while len(gathered) < MOST_AT_ONCE:
                gathered.append(self._jobs.get_nowait())
        return gathered

    def _first(self) -> _Job | None:
        if self._connection is not None:
            with suppress(queue.Empty):
                return self._jobs.get(timeout=IDLE)
            self._let_go()
        return self._jobs.get()

    def _carry_out(self, jobs: Sequence[_Job]) -> list[Any]:
        """All in one transaction; if one of them breaks it, each in its own, so that a bad one fails alone."""
        begun = False
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            with self._connection.begin():
                begun = True
                return [job.operation(self._connection) for job in jobs]
        except Exception as error:  # noqa: BLE001 - whatever it is, each caller has to hear of it
            self._let_go()
            if len(jobs) == 1 or not begun or lost_connection(error):
                return [_Failed(catalogue_error(error)) for _ in jobs]
        return [outcome for job in jobs for outcome in self._carry_out([job])]

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()


def _tell(jobs: Sequence[_Job], outcomes: Sequence[Any]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.future.done():
            continue  # the caller was cancelled meanwhile
        if isinstance(outcome, _Failed):
            job.future.set_exception(outcome.error)
        else:
            job.future.set_result(outcome)
