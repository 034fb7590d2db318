"""Everything that is asked for goes through here, one request or a thousand at once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import CatalogueError, TriblerError
from tribler_core.domain.ports import CatalogueChanges, DownloadCatalogue
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.source import HostFileSource, UrlSource
from tribler_core.foundation.turns import give_way
from tribler_core.services.downloads.commands.adding import Adding, Arrival
from tribler_core.services.downloads.commands.arriving import Arriving
from tribler_core.services.downloads.commands.changing import Changing, Planned
from tribler_core.services.downloads.commands.removing import Departure, Removing
from tribler_core.services.downloads.desk import Desk
from tribler_core.services.downloads.requests import Added, AddRequest, Answer, Change, Removal, Removed, Request

Look = Callable[[InfoHash], Awaitable[Download | None]]
"""The row, loaded ahead of its turn during start-up; None: there is none."""

Given = TypeVar("Given")
Got = TypeVar("Got")
Item = Arrival | Change | Removal
Step = Arrival | Planned | Departure
Outcomes = Mapping[int, Step | Added | TriblerError]
"""By place in the batch: what is to be done, or what is answered because there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Commands:
    """The parts that know how."""

    adding: Adding
    arriving: Arriving
    changing: Changing
    removing: Removing


class Batching:
    """Validates each request, stores all that is valid in one transaction, carries it out, answers each.

    Requests for one download are done one after the other, in their order; each such repetition costs
    another transaction.
    """

    def __init__(self, desk: Desk, catalogue: DownloadCatalogue, commands: Commands, look: Look) -> None:
        self._desk = desk
        self._catalogue = catalogue
        self._commands = commands
        self._look = look

    async def run(self, requests: Sequence[Request]) -> list[Answer]:
        """One answer per request, in order."""
        answers: dict[int, Answer] = {}
        items: dict[int, Item] = {}
        for index, read in enumerate(await self._read_all(requests)):
            if isinstance(read, TriblerError):
                answers[index] = read
            else:
                items[index] = read
        work = self._desk.tasks.spawn(self._do_all(items), "commands")
        answers |= await asyncio.shield(work)  # what has begun is finished, also when the caller goes away
        return [answers[index] for index in range(len(requests))]

    async def _do_all(self, items: dict[int, Item]) -> dict[int, Answer]:
        """Round by round; a round is about different downloads."""
        answers: dict[int, Answer] = {}
        while items:
            names = await self._next_round(items)
            this_round = {index: items.pop(index) for index in names}
            async with self._desk.turns.take(name for each in names.values() for name in each):
                answers |= await self._do(this_round)
        return answers

    async def _read_all(self, requests: Sequence[Request]) -> list[Item | TriblerError]:
        """What has to be fetched is fetched side by side; what is here costs no task of its own."""
        read: dict[int, Item | TriblerError] = {}
        if far := [index for index, request in enumerate(requests) if _is_far(request)]:
            read |= zip(far, await asyncio.gather(*(self._read(requests[index]) for index in far)), strict=True)
        for index, request in enumerate(requests):
            if index not in read:
                read[index] = await self._read(request)
            await give_way(index)
        return [read[index] for index in range(len(requests))]

    async def _read(self, request: Request) -> Item | TriblerError:
        if not isinstance(request, AddRequest):
            return request
        try:
            return await self._commands.adding.prepare(request)
        except TriblerError as error:
            return error

    async def _next_round(self, items: Mapping[int, Item]) -> dict[int, set[InfoHash]]:
        """The items that concern downloads which no item before them concerns, with the infohashes of each."""
        taken: set[InfoHash] = set()
        chosen: dict[int, set[InfoHash]] = {}
        for step, (index, item) in enumerate(items.items()):
            names = await self._names(item)
            if taken.isdisjoint(names):
                chosen[index] = names
            taken |= names
            await give_way(step)
        return chosen

    async def _names(self, item: Item) -> set[InfoHash]:
        if isinstance(item, Arrival):
            return _both(item.record.infohashes)
        row = await self._look(item.infohash)
        return {item.infohash} if row is None else _both(row.infohashes)

    async def _do(self, items: Mapping[int, Item]) -> dict[int, Answer]:
        """Carry out what concerns different downloads, whose turns are held."""
        planned: dict[int, Step | Added | TriblerError] = {}
        for index, item in items.items():
            planned[index] = await self._plan(item)
            await give_way(index)
        prepared = await self._prepare(planned)
        done = {index: answer for index, answer in prepared.items() if isinstance(answer, Added | TriblerError)}
        ready = {index: step for index, step in prepared.items() if not isinstance(step, Added | TriblerError)}
        try:
            await self._store(ready.values())
        except CatalogueError as error:
            for step in ready.values():
                if isinstance(step, Planned):
                    self._commands.changing.abandon(step)
            return {**done, **dict.fromkeys(ready, error)}
        return {**done, **await self._carry_out(ready)}

    async def _plan(self, item: Item) -> Step | Added | TriblerError:
        try:
            match item:
                case Arrival():
                    identity = await self._existing(item)
                    if identity is not None:
                        return await self._commands.arriving.meet(identity, item)
                    self._commands.arriving.claim(item)
                    return item
                case Change(infohash, patch):
                    return await self._commands.changing.plan(infohash, patch)
                case Removal():
                    return await self._commands.removing.plan(item)
        except TriblerError as error:
            return error

    async def _existing(self, arrival: Arrival) -> InfoHash | None:
        for name in _both(arrival.record.infohashes):
            row = await self._look(name)
            if row is not None:
                return row.infohash
        return None

    async def _prepare(self, planned: Outcomes) -> Outcomes:
        changes = {index: step for index, step in planned.items() if isinstance(step, Planned)}
        return {**planned, **await _each(changes, self._commands.changing.prepare)}

    async def _store(self, steps: Iterable[Step]) -> None:
        steps = list(steps)
        changes = CatalogueChanges(
            added=[step.record for step in steps if isinstance(step, Arrival)],
            settings={
                step.infohash: step.settings for step in steps if isinstance(step, Planned) and step.changes_settings
            },
            removed=[step.infohash for step in steps if isinstance(step, Departure)],
        )
        if changes.added or changes.settings or changes.removed:
            await self._catalogue.write(changes)

    async def _carry_out(self, steps: Mapping[int, Step]) -> dict[int, Answer]:
        arrivals = {index: step for index, step in steps.items() if isinstance(step, Arrival)}
        others = {index: step for index, step in steps.items() if not isinstance(step, Arrival)}
        entered = await self._commands.arriving.enter(list(arrivals.values()))
        return {**dict(zip(arrivals, entered, strict=True)), **await _each(others, self._finish)}

    async def _finish(self, step: Planned | Departure) -> Download | Removed:
        if isinstance(step, Planned):
            return await self._commands.changing.carry_out(step)
        return await self._commands.removing.carry_out(step)


async def _each(items: Mapping[int, Given], work: Callable[[Given], Awaitable[Got]]) -> dict[int, Got | TriblerError]:
    """Do it to all side by side; who fails as foreseen has the failure for an answer. A bug waits for the others."""
    if not items:
        return {}
    outcomes = await asyncio.gather(*map(work, items.values()), return_exceptions=True)
    answers: dict[int, Got | TriblerError] = {}
    for index, outcome in zip(items, outcomes, strict=True):
        if isinstance(outcome, BaseException) and not isinstance(outcome, TriblerError):
            raise outcome
        answers[index] = outcome
    return answers


def _both(infohashes: InfoHashes) -> set[InfoHash]:
    return {name for name in (infohashes.v1, infohashes.v2) if name is not None}


def _is_far(request: Request) -> bool:
    return isinstance(request, AddRequest) and isinstance(request.source, UrlSource | HostFileSource)
