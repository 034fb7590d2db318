"""Magnet links as they come from the world."""

import pytest

from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.source import Magnet
from tribler_core.engine.metainfo.magnets import magnet_params, read_magnet

V1, V2 = InfoHash("a" * 40), InfoHash("b" * 64)


def test_everything_in_a_link_is_read() -> None:
    magnet = read_magnet(
        f"magnet:?xt=urn:btih:{V1}&xt=urn:btmh:1220{V2}&dn=A%20name&so=0,2-3"
        "&tr=udp%3A%2F%2Ftracker%3A80%2Fannounce&tr=http://other/announce"
        "&ws=http%3A%2F%2Fseed%2F&x.pe=1.2.3.4:5&x.pe=[::1]:7"
    )

    assert magnet == Magnet(
        infohashes=InfoHashes(v1=V1, v2=V2),
        name="A name",
        trackers=(("udp://tracker:80/announce",), ("http://other/announce",)),
        web_seeds=("http://seed/",),
        peers=(("1.2.3.4", 5), ("::1", 7)),
        selection=(0, 2, 3),
    )


@pytest.mark.parametrize("spelling", ["A" * 40, "a" * 40])
def test_hex_is_read_in_any_case(spelling: str) -> None:
    assert read_magnet(f"magnet:?xt=urn:btih:{spelling}").infohashes.identity == V1


def test_base_32_is_read() -> None:
    assert read_magnet("magnet:?xt=urn:btih:" + "VKVKVKVKVKVKVKVKVKVKVKVKVKVKVKVK").infohashes.identity == V1


def test_a_name_that_is_no_utf_8_does_not_spoil_the_link() -> None:
    magnet = read_magnet(f"magnet:?xt=urn:btih:{V1}&dn=caf%e9%20cr%c3%a8me")

    assert magnet.name == "caf\N{REPLACEMENT CHARACTER} crème"


@pytest.mark.parametrize("uri", ["", "magnet:", "magnet:?dn=x", "magnet:?xt=urn:btih:zz", "http://x/", "magnet:?xt="])
def test_what_is_no_magnet_is_refused(uri: str) -> None:
    with pytest.raises(InvalidParameter):
        read_magnet(uri)


def test_a_magnet_is_handed_to_libtorrent_whole() -> None:
    params = magnet_params(
        Magnet(
            infohashes=InfoHashes(v1=V1, v2=V2),
            name="name",
            trackers=(("http://a", "http://b"), ("http://c",)),
            web_seeds=("http://w/",),
            peers=(("::1", 7),),
        )
    )

    assert (str(params.info_hashes.v1), str(params.info_hashes.v2)) == (V1, V2)
    assert list(zip(params.trackers, params.tracker_tiers, strict=True)) == [
        ("http://a", 0),
        ("http://b", 0),
        ("http://c", 1),
    ]
    assert (params.name, params.url_seeds, params.peers) == ("name", ["http://w/"], [("::1", 7)])


def test_a_link_without_end_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="more than"):
        read_magnet(f"magnet:?xt=urn:btih:{V1}" + "&tr=http://a/" * 30_000)


@pytest.mark.parametrize("files", ["0-4294967295", "0-99999999", "4294967295", "-5", "5-1"])
def test_a_selection_of_absurd_files_costs_nothing(files: str) -> None:
    assert len(read_magnet(f"magnet:?xt=urn:btih:{V1}&so={files}").selection or ()) <= 100_000
