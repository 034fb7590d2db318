"""Feeds are read when they are due: one request to a host at a time, with pauses, and ever fewer to one that fails."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlsplit

from tribler_core.config.sections import RssSection
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.ports import FeedFetcher
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.turns import Turns
from tribler_core.foundation.units import Seconds
from tribler_core.services.rss.feed import Article, Feed
from tribler_core.services.rss.parsing import parse

log = logging.getLogger(__name__)

LOOK_EVERY = Seconds(5.0)
"""For feeds that are due."""
_LONGEST_BACK_OFF = 16
"""Times the interval."""

Arrived = Callable[[Feed, list[Article]], Awaitable[None]]
"""A feed was read; told with the articles that are new, oldest first."""


class FeedReading:
    """Reads feeds, each in the background."""

    def __init__(
        self, fetcher: FeedFetcher, section: Callable[[], RssSection], clock: Clock, tasks: TaskOwner, arrived: Arrived
    ) -> None:
        self._fetcher = fetcher
        self._section = section
        self._clock = clock
        self._tasks = tasks
        self._arrived = arrived
        self._hosts = Turns()
        self._asked: dict[str, Seconds] = {}
        """When a host was last asked."""

    async def run(self, feeds: Callable[[], Iterable[Feed]]) -> None:
        """Read what is due, until cancelled."""
        while True:
            if self._section().enabled:
                now = self._clock.monotonic()
                self.refresh(feed for feed in feeds() if feed.due <= now)
            await asyncio.sleep(LOOK_EVERY)

    def refresh(self, feeds: Iterable[Feed]) -> None:
        """Read these now; one that is being read already is not read twice."""
        for feed in list(feeds):
            if not feed.loading:
                feed.loading = True
                _ = self._tasks.spawn(self._read(feed), f"feed {feed.uid}")

    async def _read(self, feed: Feed) -> None:
        try:
            async with self._hosts.take([urlsplit(feed.url).netloc]):
                await self._pause(urlsplit(feed.url).netloc)
                fetched = await self._fetcher.fetch(feed.url, feed.marks)
            new: list[Article] = []
            if fetched is not None:
                parsed = await asyncio.to_thread(parse, fetched.data, self._clock.now())
                feed.title, feed.built, feed.marks = parsed.title, parsed.built, fetched.marks
                new = feed.take(parsed.articles, self._section().max_articles)
            feed.failed, feed.failures = False, 0
            await self._arrived(feed, new)
        except TriblerError as error:
            feed.failed, feed.failures = True, feed.failures + 1
            log.warning("the feed %s could not be read: %s", feed.url, error)
        finally:
            feed.loading = False
            feed.due = Seconds(self._clock.monotonic() + self._interval(feed))

    async def _pause(self, host: str) -> None:
        now = self._clock.monotonic()
        waiting = self._asked.get(host, float("-inf")) + self._section().fetch_delay - now
        if waiting > 0:
            await asyncio.sleep(waiting)
        self._asked[host] = self._clock.monotonic()

    def _interval(self, feed: Feed) -> float:
        interval = feed.interval or self._section().refresh_interval
        return float(interval * min(1 << feed.failures, _LONGEST_BACK_OFF))
