"""Work that is only worth doing while somebody waits for it."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from aiohttp import web

T = TypeVar("T")


class WatchedConnection(web.RequestHandler):
    """A connection that tells when the client has gone."""

    __slots__ = ("gone",)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        if not self.gone.done():
            self.gone.set_result(None)


def gone_of(request: web.Request) -> "asyncio.Future[None]":
    """Done when the client has hung up."""
    connection = request.protocol
    assert isinstance(connection, WatchedConnection)  # noqa: S101 - our server makes no others
    return connection.gone


async def while_connected(request: web.Request, work: Awaitable[T]) -> T:
    """Await `work`, and cancel it when the client hangs up first.

    Handlers are not cancelled in general, because a change must not stop half way.
    Raises: ConnectionResetError when the client has gone; nobody will read an answer.
    """
    gone, task = gone_of(request), asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine that is awaited has a task
    cut = False

    def hang_up(_: "asyncio.Future[None]") -> None:
        nonlocal cut
        cut = True
        task.cancel()

    gone.add_done_callback(hang_up)
    try:
        return await work
    except asyncio.CancelledError:
        if cut and task.uncancel() == 0:
            raise ConnectionResetError("the client has gone") from None
        raise
    finally:
        gone.remove_done_callback(hang_up)
