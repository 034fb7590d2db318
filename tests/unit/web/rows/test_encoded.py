"""A row is encoded once per change."""

from dataclasses import replace

from tests.builders import a_download, an_infohash
from tribler_core.domain.download.snapshot import Download
from tribler_core.web.rows.encoded import EncodedRows


class Encoder:
    """Counts."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, download: Download) -> bytes:
        self.calls += 1
        return download.name.encode()


def test_a_row_is_encoded_once_until_its_download_changes() -> None:
    encode = Encoder()
    rows = EncodedRows(encode)
    downloads = [a_download(number) for number in range(3)]

    first = rows.rows(downloads)
    again = rows.rows(reversed(downloads))

    assert encode.calls == 3
    assert all(one is other for one, other in zip(first, reversed(again), strict=True))
    changed = replace(downloads[1], failure="x")
    rows.rows([downloads[0], changed, downloads[2]])
    assert encode.calls == 4


def test_removed_downloads_are_forgotten() -> None:
    rows = EncodedRows(Encoder())
    rows.rows([a_download(1), a_download(2)])

    rows.forget(an_infohash(1))
    rows.forget(an_infohash(3))

    assert len(rows) == 1
