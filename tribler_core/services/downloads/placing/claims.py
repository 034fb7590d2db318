"""The same torrent in several tables, as long as no two write to the same files."""

from collections.abc import Collection
from pathlib import PurePath

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.errors import PathInUse
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.services.downloads.table import LiveTable


class Claims:
    """Knows every table of the daemon. Check and show a row in one turn of the event loop, and nobody comes between."""

    def __init__(self) -> None:
        self._tables: list[LiveTable] = []

    def join(self, table: LiveTable) -> None:
        """Its rows count from now on."""
        self._tables.append(table)

    def leave(self, table: LiveTable) -> None:
        """They count no more."""
        self._tables.remove(table)

    def check(self, asking: LiveTable, infohashes: InfoHashes, settings: DownloadSettings, name: str) -> None:
        """Whether a download of `asking` may lie where its settings say; `name` is the torrent's, "" when unknown.

        Raises: PathInUse when the same torrent of another table writes to an overlapping path.
        """
        for table in self._tables:
            if table is asking:
                continue
            for infohash in (infohashes.v1, infohashes.v2):
                row = table.get(infohash) if infohash is not None else None
                if row is not None and _meet(_folders(settings), _folders(row.settings), name or row.transfer.name):
                    raise PathInUse(settings.destination)


def _folders(settings: DownloadSettings) -> Collection[PurePath]:
    """Where its content lies, or will."""
    named = (settings.destination, settings.completed_dir, settings.download_path)
    return {folder for folder in named if folder is not None}


def _meet(ours: Collection[PurePath], theirs: Collection[PurePath], name: str) -> bool:
    """Content lies in a file or folder of the torrent's name."""
    return any(
        one == other or bool(name and (one.is_relative_to(other / name) or other.is_relative_to(one / name)))
        for one in ours
        for other in theirs
    )
