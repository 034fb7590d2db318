"""The network beyond the swarm, as a test wants it."""

from dataclasses import dataclass, field

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import FetchError
from tribler_core.domain.ports import FeedMarks, Fetched, FetchedFeed


class FakeFetcher:
    """Implements TorrentFetcher: answers what it was given, refuses every other URL."""

    def __init__(self) -> None:
        self.answers: dict[str, Fetched | Exception] = {}
        self.asked: list[str] = []

    async def fetch(self, url: str) -> Fetched:
        self.asked.append(url)
        answer = self.answers.get(url, FetchError(f"nothing is behind {url}"))
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class FakeReadiness:
    """Implements NetworkReadiness."""

    available: bool = False
    ready: bool = False
    exits_known: bool = False


@dataclass
class FakeNetwork:
    """Implements AnonymityNetwork; there is none unless a test says so."""

    now: FakeReadiness = field(default_factory=FakeReadiness)
    """For every hop count but zero, which is always ready."""

    def readiness(self, hops: Hops) -> FakeReadiness:
        return self.now if hops else FakeReadiness(available=True, ready=True, exits_known=True)


class FakeFeedFetcher:
    """Feeds by URL; an exception is raised, and marks that fit mean that nothing changed."""

    def __init__(self) -> None:
        self.feeds: dict[str, FetchedFeed | Exception] = {}
        self.asked: list[tuple[str, FeedMarks]] = []

    async def fetch(self, url: str, marks: FeedMarks) -> FetchedFeed | None:
        self.asked.append((url, marks))
        feed = self.feeds.get(url, FetchError("nobody is there"))
        if isinstance(feed, Exception):
            raise feed
        return None if marks == feed.marks != FeedMarks() else feed
