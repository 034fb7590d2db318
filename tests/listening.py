"""TCP servers inside a test, which leave no connection behind."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from tests.swarm import LOOPBACK

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talk, *, context: ssl.SSLContext | None = None) -> AsyncIterator[tuple[str, int]]:
    """Its address. Who is still inside at the end, or comes in that moment, is cut off."""
    inside = _Inside(talk)
    server = await asyncio.start_server(inside.welcome, LOOPBACK, 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()
    finally:
        for each in server.sockets:
            asyncio.get_running_loop().remove_reader(each.fileno())
        await asyncio.sleep(0)  # who was accepted gets a transport, which a closed server would not give them
        server.close()
        await inside.end()


class _Inside:
    """Who is talked with."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._tasks: set[asyncio.Future[None]] = set()
        self._over = False

    def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._over:
            writer.close()
            return
        task = asyncio.ensure_future(self._talk(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(partial(self._done, writer))

    async def end(self) -> None:
        self._over = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, writer: asyncio.StreamWriter, task: "asyncio.Future[None]") -> None:
        """Also of a talk that was cancelled before it began."""
        self._tasks.discard(task)
        writer.close()
