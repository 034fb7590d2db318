"""Heartbeats: whoever keeps to them stays beyond every timeout, and whoever is silent is let go of."""

import asyncio
from itertools import cycle
from typing import Any

import pytest

from tests.clients.sockets import GENERATIONS, TRANSPORTS, SocketClient, missing
from tests.dialects.resttorrent.conftest import OpenRestHouse
from tests.dialects.resttorrent.house import RestHouse
from tribler_core.dialects.resttorrent.switchboard import LARGEST_MESSAGE

INTERVAL, TIMEOUT = 0.5, 4.0
"""Seconds; the timeout is what a busy machine may need to let a client speak."""
IMPATIENT = {"ping_interval": "0.1", "ping_timeout": "0.2"}


async def listen_only(house: RestHouse, generation: str, transport: str) -> None:
    """A client that is told things, and says nothing but its heartbeats, for longer than it may be silent."""
    async with SocketClient(generation, house.url, **TRANSPORTS[transport]) as client:
        await client.hear("connect")
        await client.ask("subscribe", interval=0.2)
        first = await client.event("session_stats")
        over = first["time"] + 1.5 * (INTERVAL + TIMEOUT)
        await client.hear("v1_event", lambda heard: heard["message"]["time"] > over)

        assert (await client.ask("ping"))["status"] == "success"
        assert not any(heard["on"] == "disconnect" for heard in client.heard)


async def test_clients_that_only_listen_stay_beyond_the_timeout(open_house: OpenRestHouse) -> None:
    house = await open_house(ping_interval=str(INTERVAL), ping_timeout=str(TIMEOUT), push_min_interval="0.1")
    there = [generation for generation in GENERATIONS if not missing(generation)]
    await house.session()

    pairs = zip(there, cycle(("polling", "websocket")), strict=False)
    await asyncio.gather(*(listen_only(house, generation, transport) for generation, transport in pairs))


@pytest.mark.parametrize("generation", ["3", "4"])
async def test_the_terms_are_told_at_the_handshake(open_house: OpenRestHouse, generation: str) -> None:
    house = await open_house(ping_interval="7", ping_timeout="11")

    opened = (await house.call("GET", f"/socket.io/?EIO={generation}&transport=polling")).body.decode()

    assert '"pingInterval":7000' in opened
    assert '"pingTimeout":11000' in opened
    assert generation == "3" or f'"maxPayload":{LARGEST_MESSAGE}' in opened


@pytest.mark.parametrize("generation", ["3", "4"])
async def test_a_client_that_says_nothing_is_let_go_of(open_house: OpenRestHouse, generation: str) -> None:
    house = await open_house(**IMPATIENT)
    address = f"/socket.io/?EIO={generation}&transport=polling"
    opened = (await house.call("GET", address)).body.decode()
    place = f"{address}&sid=" + opened.partition('"sid":"')[2].partition('"')[0]
    if generation == "4":
        await house.call("POST", place, data=b"40")

    async with asyncio.timeout(60):
        while (await house.call("GET", place)).status == 200:
            pass

    sockets: Any = house.dialect._switchboard
    assert not sockets._current._conversations
    assert not sockets._legacy._sockets
