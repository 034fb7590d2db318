"""The network beyond the swarm: fetched URLs and circuits."""

from collections.abc import Callable
from typing import Protocol

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.foundation.value import value


@value(frozen=True, slots=True)
class Fetched:
    """What was behind a URL: torrent bytes, or a magnet that it redirected to."""

    data: bytes = b""
    magnet: str | None = None
    valid_certificate: bool = True


class TorrentFetcher(Protocol):
    """The one guarded HTTP client."""

    async def fetch(self, url: str, cookie: str = "") -> Fetched:
        """GET, with a cookie for the URL's host alone, within size and time bounds; every redirect is checked again.

        Raises: FetchError, InvalidParameter.
        """
        ...


@value(frozen=True, slots=True)
class FeedMarks:
    """What a server said of a feed, to be told again when it is asked the next time."""

    etag: str = ""
    modified: str = ""


@value(frozen=True, slots=True)
class FetchedFeed:
    """A feed as it is now."""

    data: bytes
    marks: FeedMarks = FeedMarks()


class FeedFetcher(Protocol):
    """The guarded HTTP client, for feeds."""

    async def fetch(self, url: str, marks: FeedMarks) -> FetchedFeed | None:
        """None: it is as it was when it had these marks.

        Raises: FetchError, InvalidParameter.
        """
        ...


class NetworkReadiness(Protocol):
    """What the anonymity network says of a hop count."""

    @property
    def available(self) -> bool:
        """There is a network at all."""
        ...

    @property
    def ready(self) -> bool:
        """A circuit of this length is ready."""
        ...

    @property
    def exits_known(self) -> bool:
        """Some exit candidate is known."""
        ...


Connect = Callable[[str, int], None]
"""Try this address; it is one of a circuit's own, and makes sense in the session of its hop count alone."""


class AnonymityNetwork(Protocol):
    """Circuits for hidden downloads. Tells of itself by the events in `domain/anonymity.py`."""

    def readiness(self, hops: Hops) -> NetworkReadiness:
        """How things stand now; cheap."""
        ...

    def want(self, hops: Hops, downloads: int) -> None:
        """So many downloads want circuits of this length; 0: nobody does."""
        ...

    async def wait_ready(self, hops: Hops, timeout: Seconds) -> None:
        """Return when there is a circuit, which is built for the caller if nobody else wants one.

        Raises: AnonymityUnavailable when there is no network, or the time is up.
        """
        ...

    def join(self, infohash: InfoHash, hops: Hops, connect: Connect, *, seeding: bool) -> None:
        """Meet those who seed this hidden, or wait to be met; again: with other words."""
        ...

    def leave(self, infohash: InfoHash) -> None:
        """End that; who is not in is passed over."""
        ...
