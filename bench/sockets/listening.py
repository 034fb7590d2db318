"""Sockets in a process of their own: subscribed, and read as fast as they are told, or not at all.

python -m bench.sockets.listening PORT READERS SLOW SECONDS
"""

import asyncio
import json
import sys
from collections import Counter

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, TCPConnector, WSMsgType

from bench.wire import LOOPBACK

SUBSCRIBE = '42["v1",{"command":"subscribe","interval":0.5}]'
GENERATIONS = ("3", "4")


async def open_socket(client: ClientSession, port: int, generation: str) -> ClientWebSocketResponse:
    """Subscribed when this returns."""
    address = f"http://{LOOPBACK}:{port}/socket.io/?EIO={generation}&transport=websocket"
    socket = await client.ws_connect(address, max_msg_size=0)
    if generation == "4":
        await socket.send_str("40")
    await socket.send_str(SUBSCRIBE)
    while not str((await socket.receive()).data).startswith('42["v1",'):
        pass
    return socket


async def read(socket: ClientWebSocketResponse, end: float) -> Counter[str]:
    """Events by name, until then."""
    heard: Counter[str] = Counter()
    clock = asyncio.get_running_loop().time
    while (left := end - clock()) > 0:
        try:
            message = await socket.receive(timeout=left)
        except TimeoutError:
            break
        if message.type is not WSMsgType.TEXT:
            heard["closed"] += 1
            break
        if message.data == "2":
            await socket.send_str("3")
        elif message.data.startswith('42["v1_event"'):
            heard[json.loads(message.data[2:])[1]["event"]] += 1
    return heard


async def listen(port: int, readers: int, slow: int, seconds: float) -> dict[str, int]:
    """The fewest of each event that a reader has heard, and how many were cut off."""
    everyone = readers + slow
    async with ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(total=None)) as client:
        sockets = [await open_socket(client, port, GENERATIONS[number % 2]) for number in range(everyone)]
        print("subscribed", flush=True)
        end = asyncio.get_running_loop().time() + seconds
        told = await asyncio.gather(*(read(socket, end) for socket in sockets[:readers]))
        await asyncio.gather(*(socket.close() for socket in sockets))
    names = ("torrent_update", "session_stats")
    return {
        **{name: min(heard[name] for heard in told) for name in names},
        **{name: sum(heard[name] for heard in told) for name in ("closed", "lagged")},
    }


if __name__ == "__main__":
    port, readers, slow = (int(each) for each in sys.argv[1:4])
    print(json.dumps(asyncio.run(listen(port, readers, slow, float(sys.argv[4])))))
