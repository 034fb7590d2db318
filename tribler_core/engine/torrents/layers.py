"""Piece layers of v2 magnets: peers send them some time after the metadata, and libtorrent says nothing of it."""

import asyncio

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import MetainfoCompleted
from tribler_core.domain.ports import Publish
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.engine.torrents.held import Held, Torrents
from tribler_core.engine.torrents.saving import Saving
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

FIRST_PAUSE, LONGEST_PAUSE = Seconds(0.1), Seconds(30.0)
"""Between two looks: mostly they come at once, before any piece."""


def lacks_layers(infohashes: InfoHashes, torrent: bytes) -> bool:
    """Whether nothing can be verified by this .torrent alone."""
    return infohashes.v1 is None and b"12:piece layers" not in torrent


class PieceLayers:
    """Looks again and again, in one task for all torrents, and only while some lack them.

    Until they are stored, nothing of such a torrent can be recovered after a kill.
    """

    def __init__(self, torrents: Torrents, saving: Saving, publish: Publish, tasks: TaskOwner) -> None:
        self._torrents = torrents
        self._saving = saving
        self._publish = publish
        self._tasks = tasks
        self._lacking: set[Held] = set()
        self._pause = FIRST_PAUSE
        self._looking: asyncio.Task[None] | None = None

    def expect(self, held: Held) -> None:
        """Tell of the whole torrent when they are there."""
        self._lacking.add(held)
        self._pause = FIRST_PAUSE
        if self._looking is None or self._looking.done():
            self._looking = self._tasks.spawn(self._look(), "look for piece layers")

    async def _look(self) -> None:
        while self._lacking:
            await asyncio.sleep(self._pause)
            self._pause = min(Seconds(2 * self._pause), LONGEST_PAUSE)
            for held in tuple(self._lacking):
                if self._torrents.of(held.handle) is not held or await self._complete(held):
                    self._lacking.discard(held)

    async def _complete(self, held: Held) -> bool:
        try:
            metadata = await self._saving.metadata(held)
        except TriblerError:
            return False  # it is on its way out, or busy
        if lacks_layers(metadata.infohashes, metadata.data):
            return False
        self._publish(MetainfoCompleted(held.infohash, metadata.data))
        return True
