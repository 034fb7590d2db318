"""Moving content to another folder, which may take an hour."""

import asyncio
import logging
from collections.abc import Callable

from tribler_core.domain.download.patch import Move
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import DownloadNotFound, StorageMoveFailed, TriblerError
from tribler_core.domain.events import DownloadFailed
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.keeping import Keeping

log = logging.getLogger(__name__)

PATIENCE = Seconds(2.0)
"""How long a caller waits to hear how it went; within one volume a move takes milliseconds."""

Attempt = asyncio.Task[TriblerError | None]


class Moving:
    """Moves content; the destination is the old one until the engine says that everything is in the new one."""

    def __init__(self, adapters: Adapters, desk: Desk, keeping: Keeping, *, patience: Seconds = PATIENCE) -> None:
        self._engine = adapters.engine
        self._desk = desk
        self._keeping = keeping
        self._patience = patience
        self._running: dict[InfoHash, Attempt] = {}
        self._ending: dict[InfoHash, asyncio.Task[None]] = {}

    async def move(self, row: Download, move: Move) -> None:
        """Return when it is done, or after a moment; then it goes on, and a failure is told by an event.

        The caller holds the download's turn. Raises: StorageMoveFailed, CatalogueError.
        """
        infohash = row.infohash
        if not self._engine.holds(infohash):
            if row.transfer.done:
                raise StorageMoveFailed(str(move.destination), "the download is not running")
            await self._arrived(infohash, move)
            return
        if infohash in self._running:
            raise StorageMoveFailed(str(move.destination), "it is being moved already")
        attempt = self._begin(infohash, move)
        await asyncio.wait([attempt], timeout=self._patience)
        if not attempt.done():
            _ = self._follow(infohash, move, attempt)
        elif (failure := attempt.result()) is not None:
            raise failure
        else:
            await self._arrived(infohash, move)

    def start(self, infohash: InfoHash, move: Move, then: Callable[[], None]) -> None:
        """Move in the background, unless it is being moved; `then` is called when it lies where it stays."""
        if (running := self._running.get(infohash)) is not None:
            running.add_done_callback(lambda _: then())
            return
        attempt = self._begin(infohash, move)
        self._follow(infohash, move, attempt).add_done_callback(lambda _: then())

    def is_moved(self, infohash: InfoHash) -> bool:
        """Somebody moves it, or has not noted yet where it lies now."""
        return infohash in self._running or infohash in self._ending

    async def settled(self, infohash: InfoHash) -> None:
        """Return when it lies where it stays; the caller must not hold its turn."""
        if (ending := self._ending.get(infohash)) is not None:
            await asyncio.wait([ending])

    async def finish(self) -> None:
        """Wait for what is being moved."""
        while self._running:
            await asyncio.wait(self._running.values())

    def _follow(self, infohash: InfoHash, move: Move, attempt: Attempt) -> asyncio.Task[None]:
        ending = self._desk.tasks.spawn(self._see_through(infohash, move, attempt), f"end of the move of {infohash}")
        self._ending[infohash] = ending
        ending.add_done_callback(lambda _: self._ending.pop(infohash, None))
        return ending

    def _begin(self, infohash: InfoHash, move: Move) -> Attempt:
        attempt = self._desk.tasks.spawn(self._attempt(infohash, move), f"move of {infohash}")
        self._running[infohash] = attempt
        attempt.add_done_callback(lambda _: self._running.pop(infohash, None))
        return attempt

    async def _attempt(self, infohash: InfoHash, move: Move) -> TriblerError | None:
        try:
            await self._engine.move(infohash, move.destination)
        except TriblerError as error:
            return error
        return None

    async def _see_through(self, infohash: InfoHash, move: Move, attempt: Attempt) -> None:
        failure = await attempt
        async with self._desk.turns.take([infohash]):
            if infohash not in self._desk.table or isinstance(failure, DownloadNotFound):
                return  # removed meanwhile
            if failure is None:
                await self._arrived(infohash, move)
                return
        log.warning("%s stays where it is: %s", infohash, failure)
        self._desk.events.publish(DownloadFailed(infohash, str(failure)))

    async def _arrived(self, infohash: InfoHash, move: Move) -> None:
        """Once complete, where it lies is where complete content shall lie."""
        complete = self._desk.row(infohash).complete
        completed_dir = move.destination if complete or move.completed_dir is None else move.completed_dir
        await self._keeping.change(infohash, destination=move.destination, completed_dir=completed_dir)
        if self._engine.holds(infohash):
            await self._keeping.save([infohash])
