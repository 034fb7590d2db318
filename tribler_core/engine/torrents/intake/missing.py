"""Is the data that resume data promises still there?

libtorrent itself would find it gone, forget it, and quietly fetch everything again.
"""

from pathlib import Path

import libtorrent as lt

from tribler_core.engine.files.names import is_pad


def missing_file(params: lt.add_torrent_params, info: lt.torrent_info) -> str:
    """Words for the first file that is gone or too short for the pieces it should hold; empty: all is well.

    Blocks on the disk: one stat for each file that holds something.
    """
    have = params.have_pieces[: info.num_pieces()]  # a saved bitfield is filled up to whole bytes
    if not any(have):
        return ""
    layout, renamed, priorities = info.layout(), params.renamed_files, params.file_priorities
    complete = all(have)
    for index in range(info.num_files()):
        size = layout.file_size(index)
        unwanted = index < len(priorities) and not priorities[index]
        if not size or unwanted or is_pad(layout, index):
            continue
        needed = size if complete else _needed(layout, index, have)
        path = Path(params.save_path, renamed.get(index) or layout.file_path(index))
        if needed and _length(path) < needed:
            return f"the data of this download is missing: {path}"
    return ""


def _needed(layout: lt.file_storage, index: int, have: list[bool]) -> int:
    """How long a file must be to hold the last of its pieces that we have; 0: it may be absent."""
    start, size, length = layout.file_offset(index), layout.file_size(index), layout.piece_length()
    for piece in range((start + size - 1) // length, start // length - 1, -1):
        if piece < len(have) and have[piece]:
            return min(size, (piece + 1) * length - start)
    return 0


def _length(path: Path) -> int:
    """-1: not there."""
    try:
        return path.stat().st_size
    except OSError:
        return -1
