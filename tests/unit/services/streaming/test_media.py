"""Media types by file name."""

import pytest

from tribler_core.services.streaming.media import UNKNOWN, media_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("film.mkv", "video/x-matroska"),
        ("Folder/FILM.MP4", "video/mp4"),
        ("song.mp3", "audio/mpeg"),
        ("book.epub", "application/epub+zip"),
        ("what: ever?.mp4", "video/mp4"),
        ("archive.tar.gz", UNKNOWN),
        ("no-extension", UNKNOWN),
        ("folder.mp4/file", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_the_extension_decides(name, expected):
    assert media_type(name) == expected
