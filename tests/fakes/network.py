"""The network beyond the swarm, as a test wants it."""

from dataclasses import dataclass, field

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable, FetchError
from tribler_core.domain.ports import Connect, FeedMarks, Fetched, FetchedFeed
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds


class FakeFetcher:
    """Implements TorrentFetcher: answers what it was given, refuses every other URL."""

    def __init__(self) -> None:
        self.cookies: list[str] = []
        self.answers: dict[str, Fetched | Exception] = {}
        self.asked: list[str] = []

    async def fetch(self, url: str, cookie: str = "") -> Fetched:
        self.cookies.append(cookie)
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

    wanted: dict[Hops, int] = field(default_factory=dict)
    """How many downloads want circuits, by hop count, as last said."""
    swarms: dict[InfoHash, tuple[Hops, bool, Connect]] = field(default_factory=dict)
    """Hidden swarms that were joined: hop count, whether seeding, and what to do with addresses found."""

    def want(self, hops: Hops, downloads: int) -> None:
        self.wanted[hops] = downloads

    async def wait_ready(self, hops: Hops, timeout: Seconds) -> None:
        if not self.readiness(hops).ready:
            raise AnonymityUnavailable("no circuit in time")

    def join(self, infohash: InfoHash, hops: Hops, connect: Connect, *, seeding: bool) -> None:
        self.swarms[infohash] = (hops, seeding, connect)

    def leave(self, infohash: InfoHash) -> None:
        self.swarms.pop(infohash, None)

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
