"""When libtorrent is asked what changed."""

import asyncio
from typing import Any

import pytest

from tests.fakes.clock import FakeClock
from tribler_core.engine.torrents.feed import SLICE, Rhythm, StatusFeed
from tribler_core.engine.torrents.held import Torrents
from tribler_core.foundation.units import Seconds


class Facts:
    def refresh(self) -> None:
        """Nothing to be asked."""


class CountingSession:
    """Stands for a session, and for libtorrent in it: counts how often it was asked."""

    def __init__(self) -> None:
        self.lt = self
        self.facts = Facts()
        self.asked = 0
        self.news = asyncio.Event()

    def post_torrent_updates(self, _: int) -> None:
        self.asked += 1
        self.news.set()


def a_feed(session: Any, interval: float) -> StatusFeed:
    saving: Any = None
    return StatusFeed(Torrents(), [session], saving, lambda event: None, Rhythm(FakeClock(), Seconds(interval)))


async def test_a_burst_of_news_is_one_question() -> None:
    session = CountingSession()
    feed = a_feed(session, 3600.0)
    for _ in range(100):
        feed.hasten()
    assert session.asked == 0

    await asyncio.wait_for(session.news.wait(), 10)
    assert session.asked == 1
    session.news.clear()
    feed.hasten()
    await asyncio.wait_for(session.news.wait(), 10)

    assert session.asked == 2


async def test_a_tick_answers_what_was_hastened() -> None:
    session = CountingSession()
    feed = a_feed(session, 3600.0)
    feed.hasten()
    feed.start()
    assert session.asked == 1
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.call_later(0.05, over.set)  # later than what was hastened would have come
    await over.wait()
    feed.stop()

    assert session.asked == 1


async def test_a_status_that_cannot_be_read_does_not_keep_others_from_being_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    feed = a_feed(CountingSession(), 3600.0)
    statuses: list[Any] = [object() for _ in range(SLICE + 1)]  # none has a handle

    feed.feed(statuses)
    await asyncio.sleep(0)

    assert caplog.text.count("a status could not be read") == SLICE + 1
