"""The .torrent of what libtorrent holds."""

from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest

from tests.swarm import make_content, make_torrent
from tribler_core.engine.metainfo.bencode import decode, encode, load
from tribler_core.engine.metainfo.reading import read_torrent
from tribler_core.engine.metainfo.writing import torrent_bytes

HASH = 32


@pytest.mark.parametrize("hashes", [13, 6, 0])
def test_piece_layers_are_written_when_they_are_all_here(tmp_path: Path, hashes: int) -> None:
    content = make_content(tmp_path / "content", {"a.bin": 200_000, "b.bin": 100_000})
    torrent = make_torrent(content, version="v2")
    full = load(torrent)
    assert full.ti is not None
    params = lt.read_resume_data(encode(cut(lt.write_resume_data(full), hashes)))
    params.ti = full.ti

    written = torrent_bytes(params, full.ti)

    assert read_torrent(written).infohashes == read_torrent(torrent).infohashes
    assert decode(written).get(b"piece layers") == (decode(torrent)[b"piece layers"] if hashes == 13 else None)


def cut(resume_data: Any, hashes: int) -> dict[bytes, Any]:
    """Only so many hashes of the first file's tree have come."""
    first, *others = resume_data[b"trees"]
    begun = {**first, b"hashes": first[b"hashes"][: hashes * HASH]}
    return {**resume_data, b"trees": [begun, *others]}
