"""The network beyond the swarm: fetched URLs and circuits."""

from dataclasses import dataclass
from typing import Protocol

from tribler_core.domain.download.settings import Hops


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was behind a URL: torrent bytes, or a magnet that it redirected to."""

    data: bytes = b""
    magnet: str | None = None
    valid_certificate: bool = True


class TorrentFetcher(Protocol):
    """The one guarded HTTP client."""

    async def fetch(self, url: str) -> Fetched:
        """GET within size and time bounds; every redirect is checked again.

        Raises: FetchError, InvalidParameter.
        """
        ...


@dataclass(frozen=True, slots=True)
class FeedMarks:
    """What a server said of a feed, to be told again when it is asked the next time."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
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


class AnonymityNetwork(Protocol):
    """Circuits for hidden downloads."""

    def readiness(self, hops: Hops) -> NetworkReadiness:
        """How things stand now; cheap."""
        ...
