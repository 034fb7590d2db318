"""What the bench asks of every program."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from bench.process import Child
from bench.torrents import FakeTorrent


class Program(Protocol):
    """A daemon with a home of its own on loopback: no DHT, no local discovery, no port mapping, no peer exchange."""

    name: ClassVar[str]
    most: ClassVar[int]
    """Downloads it is asked to hold; with more, one run would take too long."""
    settles: ClassVar[float]
    """Seconds after a start until its deltas no longer tell the start itself."""
    child: Child
    port: int

    @classmethod
    def missing(cls) -> str | None:
        """Why it cannot be measured here; None when it can."""
        ...

    def start(self) -> None:
        """Start the process on its home; returns without waiting for it."""
        ...

    def answers(self) -> bool:
        """Whether its API answers, however much is still loading; asked first after each start."""
        ...

    def lists(self, count: int) -> bool:
        """Whether it is ready and lists that many; the cheapest question that tells."""
        ...

    def has_kept(self, count: int) -> bool:
        """Whether so many are on disk, and a stop loses none."""
        ...

    def stop(self) -> float:
        """Ask it to end; returns the seconds it took."""
        ...

    def add(self, torrents: Sequence[FakeTorrent]) -> bytes:
        """A request that adds these, stopped."""
        ...

    def takes_many(self) -> bool:
        """Whether one request may add many."""
        ...

    def full_lists(self) -> dict[str, bytes]:
        """Requests for everything about every download, by the name of the form."""
        ...

    def since_now(self) -> bytes:
        """A request that, sent again and again, asks what has changed since this moment."""
        ...

    def changes(self, count: int) -> list[bytes]:
        """Requests that make one in a hundred of `count` downloads show as changed."""
        ...
