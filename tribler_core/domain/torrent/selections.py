"""Which files are wanted: from indices and names of priorities to what the engine takes."""

from collections.abc import Iterable, Mapping, Sequence

from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.files import FilePriority, TorrentFile

Priorities = tuple[int, ...]
"""Per file of the torrent, pad files included; None in their place: all normal."""


MOST_FILES = 100_000
"""That can be selected before the files are known: whoever names the last of them has all before it listed."""


def of_selection(selection: Iterable[int] | None, files: Sequence[TorrentFile]) -> Priorities | None:
    """Normal for what is selected, nothing of the rest. Raises: InvalidParameter for an index that no file has."""
    if selection is None:
        return None
    chosen = set(selection)
    check_indices(chosen, files)
    return _selected(chosen, files)


def of_loose_selection(selection: Iterable[int] | None, files: Sequence[TorrentFile]) -> Priorities | None:
    """The same for a selection that was made before anybody knew the files: what does not exist is passed over."""
    return None if selection is None else _selected(set(selection), files)


def with_priorities(before: Priorities | None, changes: Mapping[int, int], files: Sequence[TorrentFile]) -> Priorities:
    """Priorities with some of them changed. Raises: InvalidParameter."""
    check_indices(changes, files)
    if any(not FilePriority.SKIP <= priority <= FilePriority.TOP for priority in changes.values()):
        raise InvalidParameter("a file priority is a number from 0 to 7")
    priorities = [int(FilePriority.NORMAL)] * _length(files)
    for index, priority in enumerate((before or ())[: len(priorities)]):
        priorities[index] = priority
    for index, priority in changes.items():
        priorities[index] = priority
    return tuple(priorities)


def check_indices(indices: Iterable[int], files: Sequence[TorrentFile]) -> None:
    """Raises: InvalidParameter."""
    length = _length(files)
    if any(not 0 <= index < length for index in indices):
        raise InvalidParameter("index out of range")


def check_blind(selection: Iterable[int] | None) -> None:
    """Before the files are known. Raises: InvalidParameter."""
    if any(not 0 <= index < MOST_FILES for index in selection or ()):
        raise InvalidParameter("index out of range")


def _selected(chosen: set[int], files: Sequence[TorrentFile]) -> Priorities:
    return tuple(int(FilePriority.NORMAL if index in chosen else FilePriority.SKIP) for index in range(_length(files)))


def _length(files: Sequence[TorrentFile]) -> int:
    """Up to the last real file; pad files behind it are nobody's wish."""
    return max((file.index for file in files), default=-1) + 1
