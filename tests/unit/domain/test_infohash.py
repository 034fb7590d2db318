"""How torrents are identified."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes

V1 = InfoHash("a" * 40)
V2 = InfoHash("b" * 64)


@given(st.binary(min_size=20, max_size=20).filter(any))
def test_hex_of_any_case_and_base32_name_the_same_torrent(raw: bytes) -> None:
    expected = raw.hex()

    assert InfoHash.parse(raw.hex().upper()) == expected
    assert InfoHash.parse_loose(base64.b32encode(raw).decode().lower()) == expected


@pytest.mark.parametrize("text", ["", "a" * 39, "a" * 41, "g" * 40, "a" * 63, " " + "a" * 39])
def test_a_malformed_id_names_no_download(text: str) -> None:
    with pytest.raises(DownloadNotFound):
        InfoHash.parse(text)


def test_a_loose_reading_of_nonsense_is_none() -> None:
    assert InfoHash.parse_loose("0" * 32) is None
    assert InfoHash.parse_loose("hello") is None
    assert InfoHash.parse_loose("0" * 40) is None
    assert InfoHash.parse_loose("a" * 32) is None


def test_a_hybrid_is_filed_under_its_v1_hash() -> None:
    assert InfoHashes(V1, V2).identity == V1
    assert InfoHashes(None, V2).identity == V2


def test_a_torrent_without_a_hash_cannot_be() -> None:
    with pytest.raises(ValueError, match="at least one"):
        InfoHashes(None, None)
