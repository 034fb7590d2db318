"""Plain downloads that shall seed hidden, or not at all: when they are complete, they go behind hops."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from tribler_core.domain.anonymity import SafeSeedingDue
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import DownloadNotFound, TriblerError
from tribler_core.domain.events import DownloadFailed
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Desk
from tribler_core.services.downloads.moving import Moving
from tribler_core.services.downloads.requests import Answer, Change, Request

log = logging.getLogger(__name__)


class Safely:
    """Changes the hops, like a client that asks for it; what cannot be hidden stays halted."""

    def __init__(self, desk: Desk, moving: Moving, run: Callable[[Sequence[Request]], Awaitable[list[Answer]]]) -> None:
        self._desk = desk
        self._moving = moving
        self._run = run
        self._going: set[InfoHash] = set()

    def listen(self) -> None:
        """Hear the house from now on."""
        self._desk.events.subscribe(SafeSeedingDue, self._due)

    def _due(self, event: SafeSeedingDue) -> None:
        if event.infohash not in self._going:
            self._going.add(event.infohash)
            _ = self._desk.tasks.spawn(self._hide(event.infohash), f"hiding of the seed {event.infohash}")

    async def _hide(self, infohash: InfoHash) -> None:
        try:
            await self._moving.settled(infohash)
            hops = Hops(max(1, self._desk.defaults().hidden_hops))
            if self._desk.row(infohash).settings.hops:
                return
            (answer,) = await self._run([Change(infohash, DownloadPatch(hops=hops))])
            if isinstance(answer, TriblerError):
                log.error("%s stays halted, because it could not be hidden: %s", infohash, answer)
                self._desk.events.publish(DownloadFailed(infohash, f"it could not be hidden: {answer}"))
        except DownloadNotFound:
            return  # removed meanwhile
        finally:
            self._going.discard(infohash)
