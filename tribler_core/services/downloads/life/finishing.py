"""What happens when a download is complete."""

from tribler_core.domain.download.patch import Move
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.events import ContentCompleted, DownloadFinished
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.keeping import Keeping
from tribler_core.services.downloads.moving import Moving


class Finishing:
    """Tells, checks once more, and moves, as was asked for. That seeding may end at once is Seeding's matter."""

    def __init__(self, adapters: Adapters, desk: Desk, keeping: Keeping, moving: Moving) -> None:
        self._engine = adapters.engine
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
        self._move(row)
        if event.transferred:
            self._desk.events.publish(DownloadFinished(row.infohash, row.name, hidden=False))
            if self._desk.defaults().check_when_complete:
                self._engine.recheck(row.infohash)

    def _move(self, row: Download) -> None:
        target = row.settings.completed_dir
        if target is not None and target != row.settings.destination:
            self._moving.start(row.infohash, Move(destination=target, completed_dir=target))
