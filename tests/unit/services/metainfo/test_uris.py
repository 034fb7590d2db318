"""What a text means that somebody gives as a torrent's address."""

import base64
from pathlib import Path

import pytest

from tests.fakes.content import FakeContent
from tribler_core.domain.errors import InvalidParameter, UnsupportedUri
from tribler_core.domain.torrent.source import HostFileSource, Magnet, UrlSource
from tribler_core.services.metainfo.uris import source_of

V1 = "a1" * 20
V2 = "b2" * 32


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:/home/me/a.torrent", "/home/me/a.torrent"),
        ("file:///home/me/a.torrent", "/home/me/a.torrent"),
        ("FILE://localhost/home/me/a.torrent", "/home/me/a.torrent"),
        ("file:///with%20space/%C3%A9.torrent", "/with space/é.torrent"),
        ("file:///not%ff.torrent", "/not\udcff.torrent"),
        ("file:///what?#is.torrent", "/what?#is.torrent"),
    ],
)
def test_file_uris_have_one_or_three_slashes_and_are_decoded(uri, path):
    assert source_of(uri, FakeContent()) == HostFileSource(Path(path))


@pytest.mark.parametrize("uri", ["file://elsewhere/a.torrent", "file:a.torrent", "file:", "file://localhost"])
def test_a_file_of_another_host_or_without_a_path_is_not_supported(uri):
    with pytest.raises(UnsupportedUri):
        source_of(uri, FakeContent())


@pytest.mark.parametrize("uri", ["http://x.example/a?b=c", "HTTPS://x.example/"])
def test_urls_are_left_as_they_are(uri):
    assert source_of(uri, FakeContent()) == UrlSource(uri)


def test_magnets_are_read():
    source = source_of(f" magnet:?xt=urn:btih:{V1}&dn=name\n", FakeContent())

    assert isinstance(source, Magnet)
    assert source.name == "name"


def test_a_magnet_that_makes_no_sense_is_refused():
    with pytest.raises(InvalidParameter):
        source_of("magnet:?dn=name", FakeContent())


@pytest.mark.parametrize("text", [V1, V1.upper(), base64.b32encode(bytes.fromhex(V1)).decode()])
def test_a_bare_v1_infohash_is_a_magnet(text):
    source = source_of(text, FakeContent())

    assert isinstance(source, Magnet)
    assert (source.infohashes.v1, source.infohashes.v2) == (V1, None)


def test_a_bare_v2_infohash_is_a_magnet():
    source = source_of(V2, FakeContent())

    assert isinstance(source, Magnet)
    assert (source.infohashes.v1, source.infohashes.v2) == (None, V2)


@pytest.mark.parametrize(
    "text", ["", "ftp://x.example/a", "a" * 39, "C:\\a.torrent", "/home/me/a.torrent", "javascript:1"]
)
def test_anything_else_is_not_supported(text):
    with pytest.raises(UnsupportedUri, match="invalid uri"):
        source_of(text, FakeContent())
