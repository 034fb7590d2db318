"""Names of peers in the DNS, looked up behind the answer for who looks at peers, and only where that is wanted."""

import asyncio
import socket
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from tribler_core.foundation.tasks import TaskOwner

_MOST_KNOWN = 4096
_AT_ONCE = 8

LookUp = Callable[[str], Awaitable[str]]
"""The name of an address. Raises: OSError when it has none."""


async def look_up(address: str) -> str:
    """Ask the system's name servers."""
    name, _ = await asyncio.get_running_loop().getnameinfo((address, 0), socket.NI_NAMEREQD)
    return name


class PeerNames:
    """What was looked up is remembered, also that there is no name."""

    def __init__(self, wanted: Callable[[], bool], tasks: TaskOwner, look: LookUp = look_up) -> None:
        self._wanted = wanted
        self._tasks = tasks
        self._look = look
        self._known: OrderedDict[str, str] = OrderedDict()
        self._free = asyncio.Semaphore(_AT_ONCE)

    def of(self, address: str) -> str:
        """As known now; "": no name, or not yet."""
        if not self._wanted():
            return ""
        if address not in self._known:
            self._known[address] = ""
            _ = self._tasks.spawn(self._find(address), "name of a peer")
            if len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)
        return self._known[address]

    async def _find(self, address: str) -> None:
        async with self._free:
            try:
                self._known[address] = await self._look(address)
            except OSError:
                return
