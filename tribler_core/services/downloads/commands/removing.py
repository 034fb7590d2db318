"""Downloads on their way out, with their files or without."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import DownloadNotFound, StorageError
from tribler_core.domain.events import DownloadRemoved
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.commands.trash import ThrowAway, remove_empty_parents, throw_away
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.extras import Extras
from tribler_core.services.downloads.requests import Removal, Removed


@dataclass(frozen=True, slots=True)
class Departure:
    """A download that is to go, and the files that only we can delete because the engine does not hold it."""

    row: Download
    with_data: bool
    orphans: Sequence[TorrentFile] = ()
    for_trash: Sequence[TorrentFile] = ()
    """Files that go to the trash instead."""

    @property
    def infohash(self) -> InfoHash:
        return self.row.infohash


class Removing:
    """Takes downloads out. Whoever calls holds their turns."""

    def __init__(self, adapters: Adapters, desk: Desk, extras: Extras, throw_away: ThrowAway = throw_away) -> None:
        self._adapters = adapters
        self._desk = desk
        self._extras = extras
        self._throw_away = throw_away

    async def plan(self, removal: Removal) -> Departure:
        """Raises: DownloadNotFound."""
        row, trash = self._desk.row(removal.infohash), self._desk.defaults().trash
        if not removal.with_data:
            return Departure(row, with_data=False)
        if self._adapters.engine.holds(row.infohash):
            files = self._adapters.inspection.files(row.infohash) if trash else ()
            return Departure(row, with_data=not trash, for_trash=files)
        if not row.transfer.done:
            return Departure(row, with_data=True)
        torrent = await self._adapters.catalogue.torrent(row.infohash)
        files = () if torrent is None else (await self._adapters.reader.read(torrent)).files
        return Departure(row, not trash, () if trash else files, files if trash else ())

    async def carry_out(self, departure: Departure) -> Removed:
        """It is out of the catalogue: out of everything else, too. Raises: StorageError; it is gone all the same."""
        infohash = departure.infohash
        try:
            with suppress(DownloadNotFound):
                await self._adapters.engine.remove(infohash, with_data=departure.with_data)
            folder = Path(departure.row.settings.destination)
            if departure.orphans:
                await asyncio.to_thread(_delete, folder, departure.orphans)
            if departure.for_trash:
                await asyncio.to_thread(self._throw_away, folder, [file.path for file in departure.for_trash])
        finally:
            self._extras.forget_copies(infohash, departure.row.transfer.name)
            self._desk.table.remove(infohash)
            with_data = departure.with_data or bool(departure.for_trash)
            self._desk.events.publish(DownloadRemoved(infohash, with_data))
        return Removed(infohash)


def _delete(folder: Path, files: Sequence[TorrentFile]) -> None:
    """Delete the files, then the folders that they leave empty; nothing outside of `folder`. Raises: StorageError."""
    root = folder.resolve()
    for file in files:
        path = (root / file.path).resolve()
        if path == root or not path.is_relative_to(root):
            continue
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"could not delete {path}: {error.strerror or error}") from error
        remove_empty_parents(path, root)
