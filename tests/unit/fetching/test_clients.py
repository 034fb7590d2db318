"""Fetching through the operator's proxy."""

import asyncio
from asyncio import StreamReader, StreamWriter
from typing import Any

import pytest

from tests.listening import listening
from tests.unit.fetching.conftest import TORRENT
from tribler_core.config.sections import ProxyType
from tribler_core.domain.errors import FetchError


class Proxy:
    """SOCKS5 and HTTP CONNECT in a few lines; whatever is asked for, it connects to the site."""

    def __init__(self, site_port: int, login: bytes = b"") -> None:
        self._site_port = site_port
        self._login = login
        self.asked: list[str] = []
        """What it was to connect to."""

    async def socks5(self, reader: StreamReader, writer: StreamWriter) -> None:
        methods = await reader.readexactly((await reader.readexactly(2))[1])
        writer.write(b"\x05\x02" if self._login else b"\x05\x00")
        if self._login:
            assert 2 in methods
            _, length = await reader.readexactly(2)
            user = await reader.readexactly(length)
            password = await reader.readexactly((await reader.readexactly(1))[0])
            writer.write(b"\x01\x00" if user + b":" + password == self._login else b"\x01\x01")
        _, _, _, kind = await reader.readexactly(4)
        assert kind == 3, "it shall be told the name, not an address"
        host = await reader.readexactly((await reader.readexactly(1))[0])
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append(f"{host.decode()}:{port}")
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await self._forward(reader, writer)

    async def connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(request.split()[1].decode())
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await self._forward(reader, writer)

    async def _forward(self, reader: StreamReader, writer: StreamWriter) -> None:
        site_reader, site_writer = await asyncio.open_connection("127.0.0.1", self._site_port)
        site_writer.write(await reader.readuntil(b"\r\n\r\n"))
        writer.write(await site_reader.read())
        site_writer.close()


def through(port: int, kind: ProxyType, login: str = "") -> dict[str, Any]:
    return {"proxy_type": kind, "proxy_server": f"127.0.0.1:{port}", "proxy_auth": login}


async def test_a_socks_proxy_looks_up_the_name(site, fetcher_with):
    site.serve("/a")
    proxy = Proxy(site.server.port)
    async with listening(proxy.socks5) as (_, port):
        fetcher = fetcher_with(proxy=through(port, ProxyType.SOCKS5), allow_private=False)

        fetched = await fetcher.fetch("http://nowhere.example/a")

    assert fetched.data == TORRENT
    assert proxy.asked == ["nowhere.example:80"]


async def test_a_socks_proxy_is_told_the_password(site, fetcher_with):
    site.serve("/a")
    async with listening(Proxy(site.server.port, b"me:secret:word").socks5) as (_, port):
        fetcher = fetcher_with(proxy=through(port, ProxyType.SOCKS5_PASSWORD, "me:secret:word"))

        fetched = await fetcher.fetch("http://nowhere.example/a")

    assert fetched.data == TORRENT


async def test_an_http_proxy_connects(site, fetcher_with):
    site.serve("/a")
    proxy = Proxy(site.server.port)
    async with listening(proxy.connect) as (_, port):
        fetcher = fetcher_with(proxy=through(port, ProxyType.HTTP))

        fetched = await fetcher.fetch("http://nowhere.example/a")

    assert fetched.data == TORRENT
    assert proxy.asked == ["nowhere.example:80"]


@pytest.mark.parametrize("kind", [ProxyType.SOCKS4, ProxyType.SOCKS5, ProxyType.HTTP])
async def test_nothing_goes_around_a_proxy_that_is_gone(site, fetcher_with, unused_tcp_port, kind):
    with pytest.raises(FetchError, match="the proxy did not connect"):
        await fetcher_with(proxy=through(unused_tcp_port, kind)).fetch(site.serve("/a"))

    assert not site.requests


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "[::1]", "router.local"])
async def test_a_proxy_is_not_asked_for_what_is_plainly_ours(site, fetcher_with, host):
    site.serve("/a")
    proxy = Proxy(site.server.port)
    async with listening(proxy.socks5) as (_, port):
        fetcher = fetcher_with(proxy=through(port, ProxyType.SOCKS5), allow_private=False)

        with pytest.raises(FetchError, match="private, local or reserved"):
            await fetcher.fetch(f"http://{host}/a")

    assert not proxy.asked
