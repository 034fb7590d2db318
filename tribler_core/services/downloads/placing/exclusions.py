"""Files that new downloads leave out."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from tribler_core.domain.torrent.files import FilePriority, TorrentFile

Priorities = tuple[int, ...]


def without_excluded(
    priorities: Priorities | None, files: Sequence[TorrentFile], patterns: Sequence[str]
) -> Priorities | None:
    """The priorities (None: all normal) with nothing of the files whose name, or path, some pattern fits."""
    if not patterns:
        return priorities
    excluded = {file.index for file in files if _fits(file.path.lower(), patterns)}
    if not excluded:
        return priorities
    length = max(file.index for file in files) + 1
    wanted = list((priorities or ())[:length])
    wanted += [int(FilePriority.NORMAL)] * (length - len(wanted))
    for index in excluded:
        wanted[index] = int(FilePriority.SKIP)
    return tuple(wanted)


def _fits(path: str, patterns: Sequence[str]) -> bool:
    name = path.rpartition("/")[2]
    return any(fnmatchcase(name, pattern.lower()) or fnmatchcase(path, pattern.lower()) for pattern in patterns)
