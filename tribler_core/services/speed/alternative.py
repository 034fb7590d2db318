"""Whether the alternative limits of speed are in force: by the schedule, and by hand until its next edge."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from tribler_core.config.sections import LibtorrentSection, SpeedSection
from tribler_core.domain.ports import KeyValueStore
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds, Timestamp
from tribler_core.services.speed.schedule import holds, next_edge

KEY = "speed.alternative"
LONGEST_WAIT = Seconds(60.0)
"""The wall clock may be set, or the machine may sleep; then an edge is noticed this late at most."""


class AlternativeSpeed:
    """Switches between the usual and the alternative limits; who switched last is remembered over restarts."""

    def __init__(
        self,
        section: Callable[[], SpeedSection],
        memory: KeyValueStore,
        clock: Clock,
        switched: Callable[[], None],
    ) -> None:
        """`switched` is told when other limits are in force."""
        self._section = section
        self._memory = memory
        self._clock = clock
        self._switched = switched
        self._looked = clock.now()
        """Edges up to this moment have had their effect."""
        self._schedule = section()
        self._news = asyncio.Event()
        self.active = False
        """The alternative limits are in force."""

    async def load(self) -> None:
        """How it was, unless an edge has passed since. Raises: CatalogueError."""
        kept = await self._memory.get(KEY) or {}
        self.active = bool(kept.get("active", False))
        self._looked = Timestamp(int(kept.get("looked", 0)))
        if not kept and self._section().schedule:
            self.active = holds(self._section(), self._now())
        await self.look()

    async def switch(self, *, active: bool) -> None:
        """By hand. Durable when it returns. Raises: CatalogueError."""
        await self._memory.put(KEY, {"active": active, "looked": self._clock.now()})
        self._set(active=active)

    def in_force(self, usual: LibtorrentSection) -> LibtorrentSection:
        """The engine's section with the limits of the moment."""
        if not self.active:
            return usual
        section = self._section()
        return replace(
            usual,
            max_download_rate=section.alternative_download_rate,
            max_upload_rate=section.alternative_upload_rate,
        )

    def settings_changed(self) -> None:
        """The section has another value."""
        self._news.set()
        self._switched()

    async def run(self) -> None:
        """Follow the schedule, until cancelled."""
        while True:
            self._news.clear()
            await self.look()
            edge = next_edge(self._section(), self._now())
            wait = None if edge is None else min(LONGEST_WAIT, edge.timestamp() - self._clock.now())
            try:
                async with asyncio.timeout(wait):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Switch if an edge has passed, or if the schedule is another. Raises: CatalogueError."""
        section, before = self._section(), self._schedule
        self._schedule = section
        edge = next_edge(section, _local(self._looked))
        passed = edge is not None and edge <= self._now()
        self._looked = self._clock.now()
        if section.schedule and (passed or _times(section) != _times(before)):
            active = holds(section, self._now())
            if active != self.active:
                await self.switch(active=active)

    def _set(self, *, active: bool) -> None:
        if active != self.active:
            self.active = active
            self._switched()

    def _now(self) -> datetime:
        return _local(self._clock.now())


def _local(moment: Timestamp) -> datetime:
    """As the clock on the wall shows it."""
    return datetime.fromtimestamp(moment, UTC).astimezone().replace(tzinfo=None)


def _times(section: SpeedSection) -> SpeedSection:
    """The schedule alone."""
    usual = SpeedSection()
    return replace(
        section,
        alternative_download_rate=usual.alternative_download_rate,
        alternative_upload_rate=usual.alternative_upload_rate,
    )
