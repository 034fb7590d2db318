"""The order of the queue lasts: no resume data has it."""

import asyncio
import itertools
from collections.abc import Iterator, Sequence

from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Adapters, Desk

QUEUE = "downloads.queue"
"""Under this is the order after the last move. Who was added since comes behind, as the engine has it."""


class Queueing:
    """Remembers the order when somebody was moved, and restores it when everything is loaded."""

    def __init__(self, adapters: Adapters, desk: Desk) -> None:
        self._adapters = adapters
        self._desk = desk
        self._restored = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._asked: asyncio.Task[None] | None = None

    async def ready(self) -> None:
        """Returns when moves make sense, because everybody is there."""
        await self._restored.wait()

    async def restore(self) -> None:
        """Everything is loaded, in order of adding. Raises: CatalogueError."""
        remembered = await self._adapters.store.get(QUEUE)
        if remembered is not None:
            engine = self._adapters.engine
            for infohash, move in _moves(await engine.queue(), [InfoHash(text) for text in remembered]):
                if engine.holds(infohash):
                    engine.apply(infohash, EngineChange(queue=move))
        self._restored.set()

    def remember(self) -> asyncio.Task[None]:
        """Somebody was moved; when the task ends, that is durable. Many moves at once are one write."""
        if self._asked is None:
            self._asked = self._desk.tasks.spawn(self._remember(), "remember the queue")
        return self._asked

    async def _remember(self) -> None:
        async with self._one_at_a_time:
            await self.ready()
            self._asked = None
            await self._adapters.store.put(QUEUE, list(await self._adapters.engine.queue()))


def _moves(current: Sequence[InfoHash], remembered: Sequence[InfoHash]) -> Iterator[tuple[InfoHash, QueueMove]]:
    """Few moves where few were out of order: those in front stay, or those at the end do."""
    place = {infohash: index for index, infohash in enumerate(current)}
    known = [infohash for infohash in remembered if infohash in place]
    listed = set(known)
    wanted = [*known, *(infohash for infohash in current if infohash not in listed)]
    places = [place[infohash] for infohash in wanted]
    front = _ascending(places)
    end = _ascending([-index for index in reversed(places)])
    if front >= end:
        yield from ((infohash, QueueMove.BOTTOM) for infohash in wanted[front:])
    else:
        yield from ((infohash, QueueMove.TOP) for infohash in reversed(wanted[: len(wanted) - end]))


def _ascending(places: Sequence[int]) -> int:
    """How many of the first are in order."""
    pairs = itertools.pairwise(places)
    return next((count for count, (one, next_one) in enumerate(pairs, 1) if one > next_one), len(places))
