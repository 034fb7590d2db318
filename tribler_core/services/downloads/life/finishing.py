"""What happens when a download is complete."""

from collections.abc import Callable
from functools import partial

from tribler_core.domain.download.patch import Move
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.events import ContentCompleted, ContentInPlace, DownloadFinished
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.extras import Extras
from tribler_core.services.downloads.keeping import Keeping
from tribler_core.services.downloads.moving import Moving


class Finishing:
    """Tells, checks once more, and moves, as was asked for. That seeding may end at once is Seeding's matter."""

    def __init__(self, adapters: Adapters, desk: Desk, keeping: Keeping, moving: Moving, extras: Extras) -> None:
        self._engine = adapters.engine
        self._catalogue = adapters.catalogue
        self._extras = extras
        self._desk = desk
        self._keeping = keeping
        self._moving = moving

    def listen(self) -> None:
        """Hear the engine from now on."""
        self._desk.events.subscribe(ContentCompleted, self._completed)

    def _completed(self, event: ContentCompleted) -> None:
        row = self._desk.table.get(event.infohash)
        if row is None or not self._engine.holds(event.infohash):
            return
        self._keeping.soon(row.infohash)
        if event.transferred:
            self._desk.events.publish(DownloadFinished(row.infohash, row.name, hidden=False))
            _ = self._desk.tasks.spawn(self._copy(row), f"copy of {row.infohash}")
        self._move(row, partial(self._in_place, row.infohash) if event.transferred else _nobody_asked)
        if event.transferred and self._desk.defaults().check_when_complete:
            self._engine.recheck(row.infohash)

    def _move(self, row: Download, then: Callable[[], None]) -> None:
        target = row.settings.completed_dir
        if target is not None and target != row.settings.destination:
            self._moving.start(row.infohash, Move(destination=target, completed_dir=target), then)
        else:
            then()

    def _in_place(self, infohash: InfoHash) -> None:
        if infohash in self._desk.table:
            self._desk.events.publish(ContentInPlace(infohash))

    async def _copy(self, row: Download) -> None:
        torrent = await self._catalogue.torrent(row.infohash)
        if torrent is not None:
            self._extras.keep_finished(row.infohash, row.transfer.name, torrent)


def _nobody_asked() -> None:
    """It was complete already."""
