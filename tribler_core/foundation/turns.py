"""Whose turn it is: what is done to one thing waits for what is being done to it, and long work lets others in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")

FEW = 1_000
"""Things that are looked through in the event loop's own thread: about a millisecond."""
_IN_A_TURN = 50
"""Steps of about a tenth of a millisecond each."""


async def give_way(step: int) -> None:
    """Let others have the event loop at every fiftieth step, counted from 0, of work that does not wait by itself."""
    if step % _IN_A_TURN == _IN_A_TURN - 1:
        await asyncio.sleep(0)


async def aside(things: int, work: Callable[[], T]) -> T:
    """Look through so many things: here when they are few, else in a thread, while others have the event loop.

    What `work` reads must not change meanwhile.
    """
    return work() if things <= FEW else await asyncio.to_thread(work)


class Turns:
    """A lock for every key that somebody holds or waits for; keys that nobody wants cost nothing."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def take(self, keys: Iterable[str]) -> AsyncIterator[None]:
        """Hold all these keys. Taken in one order by everybody, so that two who want several never block each other.

        Not re-entrant.
        """
        held: list[asyncio.Lock] = []
        try:
            for key in sorted(set(keys)):
                lock = self._locks.get(key)
                if lock is None:
                    lock = self._locks[key] = asyncio.Lock()
                await lock.acquire()
                held.append(lock)
            yield
        finally:
            for lock in held:
                lock.release()
