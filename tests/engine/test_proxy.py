"""A SOCKS proxy: everything goes through it, and without it nothing goes anywhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from ipaddress import IPv4Address

from tests.engine.house import LOCAL, House
from tests.listening import listening
from tests.swarm import Seeder, Tracker, magnet_of, until
from tribler_core.config.sections import ProxyType
from tribler_core.config.sections.libtorrent import LibtorrentSection

NO_AUTHENTICATION = b"\x05\x00"
CONNECTED = b"\x05\x00\x00\x01" + bytes(6)
REFUSED = b"\x05\x02\x00\x01" + bytes(6)
CONNECT = 1


class Proxy:
    """Remembers where it was asked to go, and goes there, unless it is closed.

    Source: RFC 1928.
    """

    def __init__(self, *, open_to_all: bool) -> None:
        self._open = open_to_all
        self.port = 0
        self.asked: list[tuple[int, str, int]] = []
        """Command, host and port."""
        self.exits: set[tuple[str, int]] = set()
        """The addresses that others see when it comes."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(NO_AUTHENTICATION)
        _, command, _, kind = await reader.readexactly(4)
        if kind == 1:
            host = str(IPv4Address(await reader.readexactly(4)))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        port = int.from_bytes(await reader.readexactly(2))
        self.asked.append((command, host, port))
        if not self._open or command != CONNECT:
            writer.write(REFUSED)
            return
        there = await asyncio.open_connection(host, port)
        try:
            self.exits.add(there[1].get_extra_info("sockname"))
            writer.write(CONNECTED)
            await asyncio.gather(_pass_on(reader, there[1]), _pass_on(there[0], writer))
        finally:
            there[1].close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def a_proxy(*, open_to_all: bool) -> AsyncIterator[Proxy]:
    proxy = Proxy(open_to_all=open_to_all)
    async with listening(proxy.serve) as (_, proxy.port):
        yield proxy


def through(proxy: Proxy) -> LibtorrentSection:
    return replace(LOCAL, proxy_type=ProxyType.SOCKS5, proxy_server=f"127.0.0.1:{proxy.port}")


async def test_peers_and_trackers_are_reached_through_the_proxy_alone(house: House) -> None:
    async with a_proxy(open_to_all=True) as proxy:
        with Seeder() as seeder, Tracker(seeder.address) as tracker:
            await house.engine.apply(through(proxy))
            handle = seeder.share(house.torrent(), house.source, upload_limit=20_000)
            infohash = await house.add(house.torrent(trackers=[tracker.announce_url]))
            await house.until(infohash, lambda transfer: transfer.done > 0)
            seen = {peer.ip for peer in handle.get_peer_info()}
            wanted = {seeder.address, ("127.0.0.1", int(tracker.url.rpartition(":")[2]))}
            handle.set_upload_limit(-1)
            await house.until_seeding(infohash)

        assert seen
        assert seen <= proxy.exits
        assert {(host, port) for command, host, port in proxy.asked if command == CONNECT} == wanted
        await house.engine.apply(LOCAL)


async def test_nobody_is_reached_when_the_proxy_lets_nobody_through(house: House) -> None:
    async with a_proxy(open_to_all=False) as proxy:
        with Seeder() as seeder, Tracker(seeder.address) as tracker:
            await house.engine.apply(through(proxy))
            handle = seeder.share(house.torrent(), house.source)
            torrent = house.torrent(trackers=[tracker.announce_url])
            await house.add_magnet(magnet_of(torrent, peers=[seeder.address]))
            wanted = {seeder.address, ("127.0.0.1", int(tracker.url.rpartition(":")[2]))}
            await until(lambda: wanted <= {(host, port) for _, host, port in proxy.asked})
            await asyncio.sleep(1)  # for nothing to happen

            assert not tracker.announces
            assert handle.get_peer_info() == []
        await house.engine.apply(LOCAL)
