"""The one guarded HTTP client."""

import asyncio
import gzip

import pytest

from tests.listening import listening
from tests.unit.fetching.conftest import TORRENT
from tribler_core.domain.errors import FetchError, InvalidParameter


async def test_a_torrent_is_fetched(site, fetcher_with):
    fetched = await fetcher_with().fetch(site.serve("/a.torrent"))

    assert fetched.data == TORRENT
    assert fetched.magnet is None
    assert fetched.valid_certificate


async def test_nothing_of_ours_goes_along(site, fetcher_with):
    fetcher = fetcher_with()
    await fetcher.fetch(site.serve("/a", headers={"Set-Cookie": "who=me"}))

    await fetcher.fetch(site.url("/a"))

    first, second = (dict(request.headers) for request in site.requests)
    assert first.pop("User-Agent").startswith("triblerd/")
    assert set(first) == {"Host", "Accept", "Accept-Encoding", "Connection"}
    assert "Cookie" not in second


async def test_redirects_are_followed(site, fetcher_with):
    site.serve("/there")

    fetched = await fetcher_with().fetch(site.redirect("/here", "/there"))

    assert fetched.data == TORRENT


async def test_a_redirect_to_a_magnet_is_answered_as_the_magnet(site, fetcher_with):
    magnet = f"magnet:?xt=urn:btih:{'a' * 40}&dn=x%20y"

    fetched = await fetcher_with().fetch(site.redirect("/here", magnet))

    assert fetched.magnet == magnet
    assert fetched.data == b""


async def test_redirects_end(site, fetcher_with):
    loop = site.redirect("/loop", "/loop")

    with pytest.raises(FetchError, match="redirects more than 3 times"):
        await fetcher_with(max_redirects=3).fetch(loop)

    assert len(site.requests) == 4


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/"])
async def test_a_redirect_away_from_http_is_refused(site, fetcher_with, target):
    with pytest.raises(FetchError, match="neither http"):
        await fetcher_with().fetch(site.redirect("/here", target))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "magnet:?xt=x", "http://", "http://[::1", "/relative", ""])
async def test_what_is_no_http_url_is_refused(fetcher_with, url):
    with pytest.raises(InvalidParameter):
        await fetcher_with().fetch(url)


async def test_a_private_address_is_refused(site, fetcher_with):
    with pytest.raises(FetchError, match="private, local or reserved"):
        await fetcher_with(allow_private=False).fetch(site.serve("/a"))

    assert not site.requests


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]"])
async def test_another_spelling_of_a_private_address_is_refused(site, fetcher_with, host):
    site.serve("/a")

    with pytest.raises(FetchError):
        await fetcher_with(allow_private=False).fetch(f"http://{host}:{site.server.port}/a")

    assert not site.requests


async def test_the_address_is_checked_that_is_connected_to(site, fetcher_with, monkeypatch):
    """Whatever a name server said before: what it says for the connection counts (DNS rebinding)."""
    site.serve("/a")
    asked = []

    async def getaddrinfo(_, host, port, **__):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    with pytest.raises(FetchError, match="private, local or reserved"):
        await fetcher_with(allow_private=False).fetch(f"http://rebinding.example:{site.server.port}/a")

    assert "rebinding.example" in asked
    assert not site.requests


async def test_more_than_the_bound_is_not_read(site, fetcher_with):
    with pytest.raises(FetchError, match="more than 2048 bytes"):
        await fetcher_with(max_size=2048).fetch(site.serve("/a", b"d" * 4096))


async def test_the_bound_counts_what_was_compressed(site, fetcher_with):
    bomb = gzip.compress(bytes(50_000_000))

    with pytest.raises(FetchError, match=r"more than 1000000 bytes|not understood"):
        await fetcher_with(max_size=1_000_000).fetch(site.serve("/a", bomb, headers={"Content-Encoding": "gzip"}))


async def test_a_site_that_says_nothing_is_not_waited_for(fetcher_with):
    async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(silence) as (_, port):
        with pytest.raises(FetchError, match="did not answer within 1 s"):
            await fetcher_with(timeout=1.0).fetch(f"http://127.0.0.1:{port}/a")


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><html>", b"  <html>", b"Please log in"])
async def test_a_web_page_is_not_taken_for_a_torrent(site, fetcher_with, body):
    with pytest.raises(FetchError, match="web page"):
        await fetcher_with().fetch(site.serve("/a", body, content_type="text/html"))


async def test_a_torrent_that_is_called_a_web_page_is_a_torrent(site, fetcher_with):
    fetched = await fetcher_with().fetch(site.serve("/a", content_type="text/html"))

    assert fetched.data == TORRENT


async def test_nothing_is_not_a_torrent(site, fetcher_with):
    with pytest.raises(FetchError, match="sent nothing"):
        await fetcher_with().fetch(site.serve("/a", b""))


@pytest.mark.parametrize("status", [204, 301, 404, 500])
async def test_another_status_is_told(site, fetcher_with, status):
    with pytest.raises(FetchError, match=f"answered {status}"):
        await fetcher_with().fetch(site.serve("/a", b"", status=status))


async def test_a_closed_port_is_told_without_details(fetcher_with, unused_tcp_port):
    with pytest.raises(FetchError) as failed:
        await fetcher_with().fetch(f"http://127.0.0.1:{unused_tcp_port}/a")

    assert str(failed.value) == "could not fetch from 127.0.0.1: the connection failed"


async def test_what_is_no_http_is_told(fetcher_with):
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()

    async with listening(babble) as (_, port):
        with pytest.raises(FetchError, match="its answer was not understood"):
            await fetcher_with().fetch(f"http://127.0.0.1:{port}/a")


async def test_a_certificate_that_cannot_be_trusted_is_refused(untrusted_site, fetcher_with):
    with pytest.raises(FetchError, match="certificate"):
        await fetcher_with().fetch(untrusted_site.serve("/a"))


async def test_where_the_operator_permits_it_such_a_certificate_is_reported(untrusted_site, fetcher_with):
    fetched = await fetcher_with(accept_invalid_certificates=True).fetch(untrusted_site.serve("/a"))

    assert fetched.data == TORRENT
    assert not fetched.valid_certificate


async def test_a_cookie_is_for_the_host_of_its_url_alone(site, fetcher_with):
    elsewhere = site.serve("/b.torrent").replace("127.0.0.1", "localhost")

    await fetcher_with().fetch(site.redirect("/a.torrent", elsewhere), "a=b; c=d; nonsense; x=\x01")

    assert site.requests[0].headers["Cookie"] == "a=b; c=d"
    assert "Cookie" not in site.requests[1].headers
