"""Checksums are those that everybody computes."""

import pytest

from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.foundation.units import Bytes
from tribler_core.services.library.delivery.digests import EDGE, opensubtitles_hash
from tribler_core.services.library.files import numbered


def test_the_hash_of_subtitles_is_the_size_and_the_sums_of_both_ends() -> None:
    head = (3).to_bytes(8, "little") * (EDGE // 8)
    tail = (2**64 - 1).to_bytes(8, "little") * (EDGE // 8)

    assert opensubtitles_hash(2 * EDGE, head, tail) == f"{(2 * EDGE + 3 * 8192 - 8192) % 2**64:016x}"
    assert opensubtitles_hash(2 * EDGE - 1, head, tail) == ""


@pytest.mark.parametrize(
    ("path", "name"),
    [("film.mkv", "film/film.mkv"), ("root/a.mkv", "root/a.mkv"), (".hidden", ".hidden/.hidden"), ("x", "x/x")],
)
def test_a_file_is_always_in_a_folder(path: str, name: str) -> None:
    (file,) = numbered([TorrentFile(0, path, Bytes(1))])

    assert file.name == name


def test_files_are_numbered_without_the_padding() -> None:
    files = [
        TorrentFile(0, "r/a", Bytes(1)),
        TorrentFile(1, "r/.pad/1", Bytes(9), pad=True),
        TorrentFile(2, "r/b", Bytes(1)),
    ]

    assert [(file.number, file.index) for file in numbered(files)] == [(0, 0), (1, 2)]
