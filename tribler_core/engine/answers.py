"""Answers that libtorrent owes us: it is asked, never called and waited for."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from typing import Any

from tribler_core.domain.errors import DownloadNotFound, EngineFailure
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds

PATIENCE = Seconds(30.0)
"""How long a question about one torrent may stay open; libtorrent answers in milliseconds."""


class Answers:
    """Open questions by torrent and kind; each ends with an answer, its torrent, or its time."""

    def __init__(self) -> None:
        self._open: dict[InfoHash, defaultdict[Hashable, deque[asyncio.Future[Any]]]] = {}

    async def ask(
        self, infohash: InfoHash, kind: Hashable, post: Callable[[], None], *, patience: Seconds | None = PATIENCE
    ) -> Any:
        """Post a request and wait for its alert; `patience` None waits as long as the torrent is there.

        Raises: EngineFailure when the time is up, DownloadNotFound when the torrent leaves, or what was refused.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._open.setdefault(infohash, defaultdict(deque))[kind].append(future)
        post()
        try:
            async with asyncio.timeout(patience):
                return await future
        except TimeoutError:
            raise EngineFailure(f"libtorrent did not answer ({kind}) for {infohash}") from None

    def asked(self, infohash: InfoHash, kind: Hashable) -> bool:
        """Whether somebody waits."""
        return any(not future.done() for future in self._waiting(infohash, kind) or ())

    def answer(self, infohash: InfoHash, kind: Hashable, value: Any = None) -> None:
        """Answer everybody who asked this."""
        for future in self._take(infohash, kind):
            if not future.done():
                future.set_result(value)

    def refuse(self, infohash: InfoHash, kind: Hashable, error: Exception) -> None:
        """Let everybody who asked this fail."""
        for future in self._take(infohash, kind):
            if not future.done():
                future.set_exception(error)

    def answer_next(self, infohash: InfoHash, kind: Hashable, value: Any) -> None:
        """Answer the one who asked first: for questions whose answers differ and come in order.

        Who went away meanwhile keeps a place in the order.
        """
        waiting = self._take(infohash, kind)
        if waiting and not (future := waiting.popleft()).done():
            future.set_result(value)
        if waiting:
            self._open.setdefault(infohash, defaultdict(deque))[kind] = waiting

    def forget(self, infohash: InfoHash) -> None:
        """The torrent is gone, and with it every question."""
        for waiting in self._open.pop(infohash, {}).values():
            for future in waiting:
                if not future.done():
                    future.set_exception(DownloadNotFound(infohash))

    def _waiting(self, infohash: InfoHash, kind: Hashable) -> deque[asyncio.Future[Any]] | None:
        kinds = self._open.get(infohash)
        return kinds.get(kind) if kinds is not None else None

    def _take(self, infohash: InfoHash, kind: Hashable) -> deque[asyncio.Future[Any]]:
        kinds = self._open.get(infohash)
        if kinds is None:
            return deque()
        waiting = kinds.pop(kind, deque())
        if not kinds:
            del self._open[infohash]
        return waiting
