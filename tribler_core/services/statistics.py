"""Figures of the whole daemon."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.ports import EngineSessions, KeyValueStore, SessionTotals
from tribler_core.foundation.units import BytesPerSecond, Seconds
from tribler_core.services.downloads.table import LiveTable

log = logging.getLogger(__name__)

ALL_TIME = "statistics.all_time"
"""The key of the store: received and sent bytes."""
_COUNTED = tuple(field.name for field in fields(SessionTotals) if field.name != "hops")


@dataclass(frozen=True, slots=True)
class Totals:
    """Bytes since the process started."""

    sessions: tuple[SessionTotals, ...]
    """One for each hop count that ever had a session, fewest hops first."""
    received: int
    sent: int


@dataclass(frozen=True, slots=True)
class Rates:
    """Payload of all downloads together, as last heard."""

    download: BytesPerSecond
    upload: BytesPerSecond


class Statistics:
    """Totals that never fall, although sessions come and go and count from 0 each time."""

    def __init__(self, sessions: EngineSessions, table: LiveTable) -> None:
        self._sessions = sessions
        self._table = table
        self._ended: dict[Hops, SessionTotals] = {}
        """What earlier sessions of a hop count came to."""
        self._last: dict[Hops, SessionTotals] = {}
        """What the present session of a hop count last said."""

    async def totals(self) -> Totals:
        """Everything since the process started."""
        for now in await self._sessions.totals():
            before = self._last.get(now.hops)
            if before is not None and now.received + now.sent < before.received + before.sent:
                self._ended[now.hops] = _sum(now.hops, (self._ended.get(now.hops), before))
            self._last[now.hops] = now
        sessions = tuple(_sum(hops, (self._ended.get(hops), self._last[hops])) for hops in sorted(self._last))
        return Totals(sessions, sum(each.received for each in sessions), sum(each.sent for each in sessions))

    def by_state(self) -> Mapping[DownloadState, int]:
        """How many downloads are in each state; states without any are not named."""
        return {state: count for state, count in self._table.states.items() if count}

    def rates(self) -> Rates:
        """Walks all downloads: for a look every few seconds."""
        return _rates(self._table.walk())


class AllTime:
    """What was transferred in all the daemon's life: what was kept of earlier processes, and what this one counts."""

    def __init__(self, statistics: Statistics, store: KeyValueStore, interval: Callable[[], Seconds]) -> None:
        """`interval`: between two saves, which a `kill -9` may cost."""
        self._statistics = statistics
        self._store = store
        self._interval = interval
        self._before = (0, 0)

    async def load(self) -> None:
        """Remember what was kept. Raises: CatalogueError."""
        received, sent = await self._store.get(ALL_TIME) or (0, 0)
        self._before = (received, sent)

    async def totals(self) -> tuple[int, int]:
        """Bytes received and sent."""
        now = await self._statistics.totals()
        return self._before[0] + now.received, self._before[1] + now.sent

    async def run(self) -> None:
        """Save now and then, until cancelled."""
        while True:
            await asyncio.sleep(self._interval())
            await self.save()

    async def save(self) -> None:
        """What fails is tried again."""
        try:
            await self._store.put(ALL_TIME, list(await self.totals()))
        except TriblerError as error:
            log.warning("what was transferred could not be saved: %s", error)


def _sum(hops: Hops, parts: Iterable[SessionTotals | None]) -> SessionTotals:
    there = [part for part in parts if part is not None]
    return SessionTotals(hops, *(sum(getattr(part, name) for part in there) for name in _COUNTED))


def _rates(downloads: Iterable[Download]) -> Rates:
    download = upload = 0
    for row in downloads:
        download += row.transfer.download_rate
        upload += row.transfer.upload_rate
    return Rates(BytesPerSecond(download), BytesPerSecond(upload))
