"""Files inside a torrent."""

import enum

from tribler_core.foundation.units import Bytes
from tribler_core.foundation.value import value


class FilePriority(enum.IntEnum):
    """How much a file is wanted. Source: libtorrent's download_priority_t, 0 to 7."""

    SKIP = 0
    LOW = 1
    NORMAL = 4
    HIGH = 6
    TOP = 7


@value(frozen=True, slots=True)
class TorrentFile:
    """One file as the torrent describes it."""

    index: int
    """Position in the torrent, from 0; pad files take a position and are not shown."""
    path: str
    """POSIX separators, relative to the save path (so a multi-file torrent's begins with its name)."""
    size: Bytes
    pad: bool = False


@value(frozen=True, slots=True)
class DownloadFile:
    """One file as the download keeps it."""

    file: TorrentFile
    priority: int
    """0 (not wanted) to 7; 4 is normal."""
    downloaded: Bytes

    @property
    def included(self) -> bool:
        return self.priority > 0

    @property
    def progress(self) -> float:
        """0 to 1; an empty file is complete."""
        return self.downloaded / self.file.size if self.file.size else 1.0
