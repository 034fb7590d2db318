"""What files are called on the disk: by the layout that was asked for, and with a suffix until they are complete."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import libtorrent as lt

from tribler_core.domain.download.layout import laid_out
from tribler_core.domain.download.settings import ContentLayout

SUFFIX = ".!qB"
"""Behind the names of files that are not complete, where the operator wants that. Source: qBittorrent."""

_PAD = int(lt.file_flags_t.flag_pad_file)

Names = Mapping[int, str]
"""Paths by index, of those files that are not called what the torrent says."""


def real_files(info: lt.torrent_info) -> dict[int, str]:
    """The torrent's own paths, pad files left out."""
    layout = info.layout()
    return {index: layout.file_path(index) for index in range(info.num_files()) if not is_pad(layout, index)}


def is_pad(layout: lt.file_storage, index: int) -> bool:
    """It only fills up a piece, and is on no disk."""
    return bool(layout.file_flags(index) & _PAD)


def first_names(info: lt.torrent_info, layout: ContentLayout, *, suffix: bool) -> dict[int, str]:
    """Of a torrent that is new."""
    if layout is ContentLayout.ORIGINAL and not suffix:
        return {}
    paths = real_files(info)
    names = laid_out(paths, layout)
    if suffix:
        sizes = info.layout()
        names |= {index: names.get(index, path) + SUFFIX for index, path in paths.items() if sizes.file_size(index)}
    return names


def where_there(names: Mapping[int, str], folder: Path) -> dict[int, str]:
    """The same, but a file that lies in the folder under its proper name keeps it. Blocks on the disk."""
    return {index: bare(path) if (folder / bare(path)).exists() else path for index, path in names.items()}


def shown_names(names: Names | None) -> Names | None:
    """The same as anybody but the disk knows them."""
    return names and {index: bare(path) for index, path in names.items()}


def bare(path: str) -> str:
    """Without the suffix."""
    return path.removesuffix(SUFFIX)


def suffixed(names: Names | None) -> Iterable[int]:
    """Files that have the suffix."""
    return [index for index, path in (names or {}).items() if path.endswith(SUFFIX)]
