"""The order of the queue lasts: no resume data has it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager

from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Adapters, Desk

QUEUE = "downloads.queue"
"""Under this is the order after the last move. Who was added since comes behind, as the engine has it."""


class Queueing:
    """Remembers the order when somebody was moved, and restores it when everything is loaded.

    The engine has a queue for each hop count. We have one line for all, in which those of one hop count stand as the
    engine has them; who is away keeps their place.
    """

    def __init__(self, adapters: Adapters, desk: Desk) -> None:
        self._adapters = adapters
        self._desk = desk
        self._restored = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._asked: asyncio.Task[None] | None = None
        self._line: list[InfoHash] = []
        self._away: set[InfoHash] = set()
        self._look: asyncio.Task[None] | None = None
        """At the engine, before the first of those who are away left."""

    async def ready(self) -> None:
        """Returns when moves make sense, because everybody is there."""
        await self._restored.wait()

    async def restore(self) -> None:
        """Everything is loaded, in order of adding. Raises: CatalogueError."""
        remembered = await self._adapters.store.get(QUEUE)
        if remembered is not None:
            self._line = [InfoHash(text) for text in remembered]
            await self._arrange()
        self._restored.set()

    @asynccontextmanager
    async def in_order(self, infohash: InfoHash) -> AsyncIterator[None]:
        """It leaves the engine meanwhile, and comes back to its place; many at once share one look at the places."""
        if self._look is None:
            self._look = self._desk.tasks.spawn(self._learn(), "order of the queue")
        try:
            await asyncio.shield(self._look)
            self._away.add(infohash)
            yield
        finally:
            self._away.discard(infohash)
            last = not self._away
            if last:
                self._look = None
        if last:
            await self._arrange()

    def remember(self) -> asyncio.Task[None]:
        """Somebody was moved; when the task ends, that is durable. Many moves at once are one write."""
        if self._asked is None:
            self._asked = self._desk.tasks.spawn(self._remember(), "remember the queue")
        return self._asked

    async def _remember(self) -> None:
        async with self._one_at_a_time:
            await self.ready()
            self._asked = None
            await self._learn()
            await self._adapters.store.put(QUEUE, list(self._line))

    async def _learn(self) -> None:
        """Bring the line up to what the engine says: newcomers behind, and each hop count in its present order."""
        away = set(self._away)
        queued = [infohash for infohash in await self._adapters.engine.queue() if infohash not in away]
        table, known = self._desk.table, set(self._line)
        line = [infohash for infohash in self._line if infohash in table]
        line += [infohash for infohash in queued if infohash not in known and infohash in table]
        inside = set(queued)
        turns = {hops: iter(group) for hops, group in self._groups(queued).items()}
        self._line = [next(turns[self._hops(each)], each) if each in inside else each for each in line]

    async def _arrange(self) -> None:
        """Tell the engine what the line is."""
        engine, wanted = self._adapters.engine, self._groups(self._line)
        for hops, current in self._groups(await engine.queue()).items():
            for infohash, move in _moves(current, wanted.get(hops, [])):
                if engine.holds(infohash):
                    engine.apply(infohash, EngineChange(queue=move))

    def _groups(self, infohashes: Iterable[InfoHash]) -> dict[Hops, list[InfoHash]]:
        """By hop count, in their order; those that are gone are left out."""
        groups: dict[Hops, list[InfoHash]] = {}
        for infohash in infohashes:
            if infohash in self._desk.table:
                groups.setdefault(self._hops(infohash), []).append(infohash)
        return groups

    def _hops(self, infohash: InfoHash) -> Hops:
        return self._desk.row(infohash).settings.hops


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
