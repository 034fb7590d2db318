"""The supervisor that started us, if it wants to hear: systemd's notification protocol.

Source: sd_notify(3), sd_watchdog_enabled(3).
"""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress

from tribler_core.foundation.units import Seconds


class Supervisor:
    """Tells systemd how things stand; without one, nobody."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        for_us = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        usec = environment.get("WATCHDOG_USEC", "")
        self._watchdog = int(usec) / 1e6 if for_us and usec.isdigit() else 0.0

    def tell(self, *assignments: str) -> None:
        """Such as READY=1. A supervisor that cannot hear stops nothing."""
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        with suppress(OSError), socket.socket(socket.AF_UNIX, kind) as channel:
            channel.sendto("\n".join(assignments).encode(), address)

    @property
    def interval(self) -> Seconds | None:
        """Between two signs of life; None: nobody waits for one."""
        return Seconds(self._watchdog / 2) if self._address and self._watchdog else None

    async def keep_alive(self) -> None:
        """Give signs of life until cancelled: from the event loop, so that a hang of it shows."""
        while (interval := self.interval) is not None:
            self.tell("WATCHDOG=1")
            await asyncio.sleep(interval)
