"""Downloads that stop by themselves when what is there is verified."""

from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.events import TorrentChecked
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.keeping import Keeping
from tribler_core.services.downloads.passage import halted


class Stopping:
    """Does it once, like a user who waited for the end of the check."""

    def __init__(self, adapters: Adapters, desk: Desk, keeping: Keeping) -> None:
        self._engine = adapters.engine
        self._desk = desk
        self._keeping = keeping

    def listen(self) -> None:
        """Hear the engine from now on."""
        self._desk.events.subscribe(TorrentChecked, self._checked)

    def _checked(self, event: TorrentChecked) -> None:
        row = self._desk.table.get(event.infohash)
        if row is not None and row.settings.stop_after_check and self._engine.holds(event.infohash):
            self._engine.apply(event.infohash, EngineChange(paused=True, auto_managed=False))
            _ = self._desk.tasks.spawn(self._settle(row.infohash), f"stop of {row.infohash}")

    async def _settle(self, infohash: InfoHash) -> None:
        async with self._desk.turns.take([infohash]):
            try:
                if self._desk.row(infohash).settings.stop_after_check:
                    row = await self._keeping.change(infohash, user_stopped=True, stop_after_check=False)
                    self._desk.table.put(halted(row))
            except DownloadNotFound:
                return  # removed meanwhile
