"""Metadata from the swarm: one attempt, however many wait for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable, TriblerError
from tribler_core.domain.ports import AnonymityNetwork, MetainfoLookup, MetainfoReader
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

LOOKUP_LIMIT = Seconds(60.0)
"""Source: Tribler 8.4 `TorrentInfoEndpoint`."""


@dataclass(slots=True, eq=False)
class _Attempt:
    task: asyncio.Task[Any]
    waiters: int = 0


def in_the_open(_infohash: InfoHash) -> Hops:
    """Nothing is hidden."""
    return Hops(0)


class SharedLookups:
    """Looks metadata up; who asks for what is already looked up joins in, and when nobody waits any more it stops."""

    def __init__(
        self,
        lookup: MetainfoLookup,
        reader: MetainfoReader,
        network: AnonymityNetwork,
        tasks: TaskOwner,
        hops_of: Callable[[InfoHash], Hops] = in_the_open,
    ) -> None:
        """`hops_of` a download that we have; 0: plain, or none."""
        self._lookup = lookup
        self._reader = reader
        self._network = network
        self._tasks = tasks
        self._hops_of = hops_of
        self._running: dict[tuple[InfoHash, Hops], _Attempt] = {}

    async def find(self, magnet: Magnet, hops: Hops) -> Metainfo:
        """What is downloaded hidden is looked up so, too, whatever `hops` says.

        Raises: AnonymityUnavailable, MetainfoTimeout, TorrentDecodeError.
        """
        hops = max(hops, self._hops_of(magnet.infohashes.identity))
        if not self._network.readiness(hops).available:
            raise AnonymityUnavailable("there is no anonymity network to look the torrent up through")
        key = (magnet.infohashes.identity, hops)
        attempt = self._running.get(key)
        if attempt is None:
            task = self._tasks.spawn(self._attempt(magnet, hops), f"look up {key[0]}")
            attempt = self._running[key] = _Attempt(task)
        outcome = await self._wait(attempt, key)
        if isinstance(outcome, TriblerError):
            raise outcome
        return outcome

    async def _wait(self, attempt: _Attempt, key: tuple[InfoHash, Hops]) -> Metainfo | TriblerError:
        attempt.waiters += 1
        try:
            outcome: Metainfo | TriblerError = await asyncio.shield(attempt.task)
        finally:
            attempt.waiters -= 1
            if not attempt.waiters:
                del self._running[key]
                attempt.task.cancel()
        return outcome

    async def _attempt(self, magnet: Magnet, hops: Hops) -> Metainfo | TriblerError:
        """A failure is an answer like any other: each waiter hears it, and the log is not told."""
        try:
            left = await self._circuit(hops)
            return await self._reader.read(await self._lookup.lookup(magnet, hops=hops, timeout=left))
        except TriblerError as error:
            return error

    async def _circuit(self, hops: Hops) -> Seconds:
        """Wait for one, if need be; the time that is left then. Raises: AnonymityUnavailable."""
        if not hops:
            return LOOKUP_LIMIT
        clock = asyncio.get_running_loop().time
        begun = clock()
        await self._network.wait_ready(hops, LOOKUP_LIMIT)
        return Seconds(LOOKUP_LIMIT - (clock() - begun))
