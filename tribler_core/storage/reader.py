"""Reading, on connections of its own, so that a read never waits behind a write."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

from tribler_core.domain.errors import CatalogueError
from tribler_core.storage.failures import catalogue_error

T = TypeVar("T")


class Reader:
    """A few threads that read. What is committed when a read begins is what it sees."""

    def __init__(self, engine: Engine, *, threads: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="catalogue-reader")
        self._closed = False

    async def run(self, operation: Callable[[Connection], T]) -> T:
        """Raises: CatalogueError."""
        if self._closed:
            raise CatalogueError("the catalogue is closed")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, operation)

    async def close(self) -> None:
        """Finish what is under way."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)

    def _read(self, operation: Callable[[Connection], T]) -> T:
        try:
            with self._engine.connect() as connection:
                return operation(connection)
        except Exception as error:
            raise catalogue_error(error) from error
