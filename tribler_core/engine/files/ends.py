"""The first and last pieces of files, which players want before all others."""

from collections.abc import Iterator, Sequence

import libtorrent as lt

from tribler_core.engine.files.names import is_pad

_SHARE = 100
"""One piece in so many of a file's, at each end, comes first. Source: qBittorrent."""
_TOP = 7


def end_pieces(info: lt.torrent_info, priorities: Sequence[int]) -> list[tuple[int, int]]:
    """Pieces and the priority that puts them first, for `prioritize_pieces`; of files that are wanted."""
    return [(piece, _TOP) for piece in _ends(info, priorities)]


def usual_pieces(info: lt.torrent_info, priorities: Sequence[int]) -> list[tuple[int, int]]:
    """The same pieces with the highest priority of the files that lie in them."""
    usual: dict[int, int] = dict.fromkeys(_ends(info, priorities), 0)
    for index, first, last in _extents(info):
        for piece in range(first, last + 1):
            if piece in usual:
                usual[piece] = max(usual[piece], priorities[index])
    return list(usual.items())


def _ends(info: lt.torrent_info, priorities: Sequence[int]) -> list[int]:
    pieces: set[int] = set()
    for index, first, last in _extents(info):
        if priorities[index]:
            count = max(1, -(-(last - first + 1) // _SHARE))
            pieces.update(range(first, first + count), range(last - count + 1, last + 1))
    return sorted(pieces)


def _extents(info: lt.torrent_info) -> Iterator[tuple[int, int, int]]:
    """Index, first and last piece of each real file with something in it."""
    layout, length = info.layout(), info.piece_length()
    for index in range(info.num_files()):
        start, size = layout.file_offset(index), layout.file_size(index)
        if size and not is_pad(layout, index):
            yield index, start // length, (start + size - 1) // length
