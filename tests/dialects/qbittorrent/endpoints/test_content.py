"""Content and certificates of torrents."""

from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.qbittorrent.house import API, QbHouse
from tests.dialects.qbittorrent.requests.test_certificates import CERTIFICATE, DH, KEY
from tribler_core.domain.torrent.infohash import InfoHash

FILES = {"a.bin": 20_000, "b.bin": 30_000}
PEM: dict[str, Any] = {"ssl_certificate": CERTIFICATE, "ssl_private_key": KEY, "ssl_dh_params": DH}


async def a_torrent(house: QbHouse, *, complete: bool) -> str:
    infohash = await house.has(a_metainfo(1, files=FILES).data)
    if complete:
        for piece in range(4):
            house.engine.finish_piece(InfoHash(infohash), piece)
        house.engine.complete(InfoHash(infohash))
    return infohash


@pytest.mark.parametrize("file", ["1", "imagined 1/b.bin"])
async def test_a_complete_file_is_sent_whole_or_in_part(house: QbHouse, file: str) -> None:
    infohash = await a_torrent(house, complete=True)

    whole = await house.get("torrents/downloadFile", hash=infohash, file=file)
    path = f"{API}/torrents/downloadFile?hash={infohash}&file={file}"
    part = await house.call("GET", path, key="", headers={"Cookie": house.cookie, "Range": "bytes=10-19"})

    assert len(whole.body) == FILES["b.bin"]
    assert (part.status, len(part.body)) == (206, 10)


@pytest.mark.parametrize(
    ("complete", "file", "status", "text"),
    [
        (False, "0", 409, b"File not fully downloaded"),
        (True, "2", 409, b"Index 2 is out of bounds."),
        (True, "c.bin", 409, b'"c.bin" is not a valid file path.'),
        (True, "-1", 409, b'"-1" is not a valid file path.'),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    house: QbHouse, complete: bool, file: str, status: int, text: bytes
) -> None:
    infohash = await a_torrent(house, complete=complete)

    assert (await house.get("torrents/downloadFile", hash=infohash, file=file, expect=status)).body == text


async def test_an_unknown_torrent_and_one_without_metadata_have_no_files(house: QbHouse) -> None:
    await house.post("torrents/add", urls=f"magnet:?xt=urn:btih:{'b' * 40}")

    unknown = await house.get("torrents/downloadFile", hash="c" * 40, file="0", expect=404)
    waiting = await house.get("torrents/downloadFile", hash="b" * 40, file="0", expect=409)

    assert unknown.body == b"Torrent not found"
    assert waiting.body == b"Torrent's metadata has not yet downloaded"


async def test_a_certificate_is_kept_and_shown_and_taken_away(house: QbHouse) -> None:
    infohash = await a_torrent(house, complete=False)

    await house.post("torrents/setSSLParameters", hash=infohash, **PEM)
    shown = (await house.get("torrents/SSLParameters", hash=infohash)).json()
    assert shown == PEM
    assert house.engine.torrent(InfoHash(infohash)).changes[-1].certificate is not None

    await house.post("torrents/setSSLParameters", hash=infohash)
    assert set((await house.get("torrents/SSLParameters", hash=infohash)).json().values()) == {""}
    await house.post("torrents/setSSLParameters", hash="c" * 40, expect=404)


async def test_a_certificate_that_is_none_is_refused(house: QbHouse) -> None:
    infohash = await a_torrent(house, complete=False)

    await house.post("torrents/setSSLParameters", hash=infohash, ssl_certificate="nonsense", expect=415)
    await house.post("torrents/add", urls=f"magnet:?xt=urn:btih:{'b' * 40}", ssl_certificate="x", expect=415)

    assert (await house.get("torrents/count")).body == b"1"


async def test_a_certificate_can_come_with_the_torrent(house: QbHouse) -> None:
    await house.post("torrents/add", urls=f"magnet:?xt=urn:btih:{'b' * 40}", **PEM)

    assert house.settings_of("b" * 40).certificate.private_key == KEY


async def test_a_cookie_goes_with_the_url_that_it_came_with(house: QbHouse) -> None:
    await house.post("torrents/add", urls="http://site.example/a.torrent", cookie="a=b; c=d")

    assert house.fetcher.cookies == ["a=b; c=d"]
