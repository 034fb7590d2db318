"""The files of downloads: asked of the engine, or read from the stored torrent."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import DownloadRemoved, FileRenamed
from tribler_core.domain.torrent.files import DownloadFile, FilePriority, TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Bytes, Seconds
from tribler_core.services.downloads.desk import Adapters, Desk

log = logging.getLogger(__name__)

FRESH_FOR = Seconds(1.0)


@dataclass(frozen=True, slots=True)
class _Listed:
    at: Seconds
    row: Download
    """What was known of the download then."""
    files: tuple[DownloadFile, ...]


class Files:
    """Answers at most a second old. What was answered is remembered until the download goes or is complete."""

    def __init__(self, adapters: Adapters, desk: Desk) -> None:
        self._adapters = adapters
        self._desk = desk
        self._listed: dict[InfoHash, _Listed] = {}
        self._asking: set[InfoHash] = set()

    def listen(self) -> None:
        """Hear the house from now on."""
        self._desk.events.subscribe(DownloadRemoved, lambda event: self._forget(event.infohash))
        self._desk.events.subscribe(FileRenamed, self._renamed)

    async def of(self, row: Download) -> tuple[DownloadFile, ...]:
        """Raises: TorrentDecodeError, CatalogueError."""
        listed = self._listed.get(row.infohash)
        return listed.files if listed is not None and self._is_fresh(listed, row) else await self._ask(row)

    def at_once(self, row: Download) -> tuple[DownloadFile, ...]:
        """What is known without waiting; the rest is asked for behind the answer, and if it is news the row changes."""
        if (simple := self._simple(row)) is not None:
            self._forget(row.infohash)
            return simple
        listed = self._listed.get(row.infohash)
        shown = () if listed is None else listed.files
        if row.infohash not in self._asking and (listed is None or not self._is_fresh(listed, row)):
            self._asking.add(row.infohash)
            _ = self._desk.tasks.spawn(self._refresh(row, shown), f"files of {row.infohash}")
        return shown

    def _simple(self, row: Download) -> tuple[DownloadFile, ...] | None:
        """Where all is there, or nothing, nobody needs to be asked. None: somebody does."""
        transfer = row.transfer
        if not self._adapters.engine.holds(row.infohash) or transfer.done not in (0, transfer.size):
            return None
        return _with_priorities(row, self._adapters.inspection.files(row.infohash))

    def _is_fresh(self, listed: _Listed, row: Download) -> bool:
        if listed.row == row:
            return True
        recent = self._desk.clock.monotonic() - listed.at < FRESH_FOR
        same = listed.row.settings == row.settings and listed.row.transfer.has_metadata == row.transfer.has_metadata
        return recent and same

    async def _ask(self, row: Download) -> tuple[DownloadFile, ...]:
        if self._adapters.engine.holds(row.infohash):
            files = await self._adapters.inspection.file_progress(row.infohash)
        else:
            torrent = await self._adapters.catalogue.torrent(row.infohash)
            described = () if torrent is None else (await self._adapters.reader.read(torrent)).files
            files = _with_priorities(row, described)
        self._listed[row.infohash] = _Listed(self._desk.clock.monotonic(), row, files)
        return files

    async def _refresh(self, row: Download, shown: tuple[DownloadFile, ...]) -> None:
        try:
            if await self._ask(row) != shown:
                self._desk.table.touch(row.infohash)
        except TriblerError as error:
            log.warning("the files of %s are not known: %s", row.infohash, error)
        finally:
            self._asking.discard(row.infohash)

    def _renamed(self, event: FileRenamed) -> None:
        """The row is the same, and yet its files are shown otherwise."""
        self._forget(event.infohash)
        self._desk.table.touch(event.infohash)

    def _forget(self, infohash: InfoHash) -> None:
        self._listed.pop(infohash, None)


def _with_priorities(row: Download, files: Sequence[TorrentFile]) -> tuple[DownloadFile, ...]:
    """Files of which all is there, or nothing, with the priorities of the settings."""
    wanted = row.settings.file_priorities or ()
    full = row.transfer.size > 0 and row.transfer.done == row.transfer.size
    return tuple(
        DownloadFile(
            file,
            wanted[file.index] if file.index < len(wanted) else int(FilePriority.NORMAL),
            file.size if full else Bytes(0),
        )
        for file in files
    )
