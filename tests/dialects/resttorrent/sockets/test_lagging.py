"""Readers of real sockets who are slower than what happens: told that they lag, and held up to a bound."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse

from tests.dialects.resttorrent.house import RestHouse
from tribler_core.dialects.resttorrent.push.subscribing import MOST_WAITING, Subscriber

INFOHASH = "ab" * 20
LONG = "x" * 20_000
"""So that what the kernel keeps for a reader is full soon."""
SUBSCRIBE = '["v1",{"command":"subscribe","events":["torrent_error"]}]'


class Reader:
    """A client over a bare WebSocket, which reads when it is told to."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket

    async def events(self) -> Any:
        """What was pushed; heartbeats are answered on the way."""
        while True:
            text = str((await self._socket.receive(timeout=60)).data)
            if text == "2":
                await self._socket.send_str("3")
            if text.startswith('42["v1_event"'):
                yield json.loads(text[2:])[1]


async def blocked(subscriber: Subscriber, tell: Any) -> int:
    """How many events were told until the reader could not take more."""
    for number in range(100_000):
        tell(number)
        while subscriber._waiting and subscriber._outlet.backlog() < 8:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0)
        if len(subscriber._waiting) > 1:
            return number + 1
    raise AssertionError("it took everything")


@pytest.mark.parametrize("generation", ["3", "4"])
async def test_a_reader_of_a_websocket_that_lags_is_told_how_much_it_missed(house: RestHouse, generation: str) -> None:
    session = await house.session()
    switchboard: Any = house.dialect._switchboard
    address = f"{house.url}/socket.io/?EIO={generation}&transport=websocket"
    async with house.client.ws_connect(address, max_msg_size=0) as socket:
        if generation == "4":
            await socket.send_str("40")
        await socket.send_str(f"42{SUBSCRIBE}")
        while not str((await socket.receive(timeout=60)).data).startswith('42["v1",'):
            pass
        (subscriber,) = switchboard._subscribing.subscribers
        newsroom = switchboard._hub._desks[session["id"]].newsroom

        def tell(number: int) -> None:
            newsroom._about("torrent_error", INFOHASH, error=f"{number} {LONG}", file=None)

        told = await blocked(subscriber, tell)
        for number in range(told, told + 2 * MOST_WAITING):
            tell(number)
        assert len(subscriber._waiting) <= MOST_WAITING
        last = told + 2 * MOST_WAITING - 1
        numbers, missed, sequence = [], 0, []
        async for event in Reader(socket).events():
            sequence.append(event["seq"])
            if event["event"] == "lagged":
                missed += event["dropped"]
            else:
                numbers.append(int(event["error"].partition(" ")[0]))
            if numbers and numbers[-1] == last:
                break

    assert missed >= MOST_WAITING
    assert len(numbers) + missed == last + 1
    assert numbers == sorted(numbers)
    assert sequence == list(range(1, len(sequence) + 1))


@pytest.mark.parametrize("generation", ["3", "4"])
async def test_a_client_that_does_not_poll_holds_no_more_than_a_few_packets(house: RestHouse, generation: str) -> None:
    session = await house.session()
    switchboard: Any = house.dialect._switchboard
    address = f"/socket.io/?EIO={generation}&transport=polling"
    opened = (await house.call("GET", address)).body.decode()
    place = f"{address}&sid=" + opened.partition('"sid":"')[2].partition('"')[0]
    for packet in ["40"] * (generation == "4") + [f"42{SUBSCRIBE}"]:
        data = packet if generation == "4" else f"{len(packet)}:{packet}"
        assert (await house.call("POST", place, data=data.encode())).status == 200
    async with asyncio.timeout(60):
        while not switchboard._subscribing.subscribers:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0)
    (subscriber,) = switchboard._subscribing.subscribers
    newsroom = switchboard._hub._desks[session["id"]].newsroom

    def tell(number: int) -> None:
        newsroom._about("torrent_error", INFOHASH, error=str(number), file=None)

    told = await blocked(subscriber, tell)
    for number in range(told, told + MOST_WAITING):
        tell(number)

    assert told <= 16
    assert subscriber._outlet.backlog() <= 10
    assert len(subscriber._waiting) <= MOST_WAITING
    assert subscriber._dropped > 0
