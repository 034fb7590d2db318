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
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.requests import Removal, Removed


@dataclass(frozen=True, slots=True)
class Departure:
    """A download that is to go, and the files that only we can delete because the engine does not hold it."""

    row: Download
    with_data: bool
    orphans: Sequence[TorrentFile] = ()

    @property
    def infohash(self) -> InfoHash:
        return self.row.infohash


class Removing:
    """Takes downloads out. Whoever calls holds their turns."""

    def __init__(self, adapters: Adapters, desk: Desk) -> None:
        self._adapters = adapters
        self._desk = desk

    async def plan(self, removal: Removal) -> Departure:
        """Raises: DownloadNotFound."""
        row = self._desk.row(removal.infohash)
        if not removal.with_data or not row.transfer.done or self._adapters.engine.holds(row.infohash):
            return Departure(row, removal.with_data)
        torrent = await self._adapters.catalogue.torrent(row.infohash)
        files = () if torrent is None else (await self._adapters.reader.read(torrent)).files
        return Departure(row, removal.with_data, files)

    async def carry_out(self, departure: Departure) -> Removed:
        """It is out of the catalogue: out of everything else, too. Raises: StorageError; it is gone all the same."""
        infohash = departure.infohash
        try:
            with suppress(DownloadNotFound):
                await self._adapters.engine.remove(infohash, with_data=departure.with_data)
            if departure.orphans:
                await asyncio.to_thread(_delete, Path(departure.row.settings.destination), departure.orphans)
        finally:
            self._desk.table.remove(infohash)
            self._desk.events.publish(DownloadRemoved(infohash, departure.with_data))
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
        for parent in path.parents:
            if parent == root or not _remove_empty(parent):
                break


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
