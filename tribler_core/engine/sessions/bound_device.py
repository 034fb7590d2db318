"""Watches the network device that the operator bound us to: gone means silence, back means business."""

import asyncio
import logging
import socket
from collections.abc import Callable

from tribler_core.domain.events import NetworkBack, NetworkLost
from tribler_core.domain.ports import Publish
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

INTERVAL = Seconds(1.0)


class BoundDevice:
    """Calls `silence` when the device vanishes, and `speak` when it is back.

    The sockets themselves are bound to the device, so nothing leaves by another; silence also stops what is not
    a socket of libtorrent's, such as looking up names of trackers.
    """

    def __init__(self, publish: Publish, silence: Callable[[], None], speak: Callable[[], None]) -> None:
        self._publish = publish
        self._silence = silence
        self._speak = speak
        self._device = ""
        self._present = True
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, device: str) -> None:
        """Watch another device from now on; empty: none, and no timer runs."""
        if device == self._device:
            return
        self.close()
        self._device = device
        if device:
            self._look()
        elif not self._present:
            self._present = True
            self._speak()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(INTERVAL, self._look)
        present = any(name == self._device for _, name in socket.if_nameindex())
        if present == self._present:
            return
        self._present = present
        if present:
            log.info("the device %s is back", self._device)
            self._speak()
            self._publish(NetworkBack(self._device))
        else:
            self._silence()
            log.warning("the device %s is gone: nothing is sent until it is back", self._device)
            self._publish(NetworkLost(self._device))
