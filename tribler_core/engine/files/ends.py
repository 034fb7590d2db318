"""The first and last pieces of files, which players want before all others."""

from collections.abc import Iterator, Sequence

import libtorrent as lt

_SHARE = 100
"""One piece in so many of a file's, at each end, comes first. Source: qBittorrent."""
_TOP = 7


def end_pieces(info: lt.torrent_info, priorities: Sequence[int]) -> list[tuple[int, int]]:
    """Pieces and their priority, for `prioritize_pieces`; of files that are wanted."""
    return [(piece, _TOP) for piece in sorted(set(_ends(info, priorities)))]


def _ends(info: lt.torrent_info, priorities: Sequence[int]) -> Iterator[int]:
    layout, length = info.layout(), info.piece_length()
    for index in range(info.num_files()):
        start, size = layout.file_offset(index), layout.file_size(index)
        pad = layout.file_flags(index) & lt.file_flags_t.flag_pad_file
        if not size or pad or not priorities[index]:
            continue
        first, last = start // length, (start + size - 1) // length
        count = max(1, -(-(last - first + 1) // _SHARE))
        yield from range(first, first + count)
        yield from range(last - count + 1, last + 1)
