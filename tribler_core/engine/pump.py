"""Alerts come in through a file descriptor and leave through a table from class to method."""

import asyncio
import logging
import socket
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import libtorrent as lt

from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

AlertHandlers = Mapping[type[lt.alert], Callable[[Any], None]]

SLICE = Seconds(0.004)
"""How long alerts are handled before the event loop gets a turn."""


class AlertPump:
    """Pops the alerts of one session and hands each to the method for its class.

    libtorrent writes one byte to our socket when its queue is no longer empty. A batch lives until the next
    pop, so the next pop waits until the batch is done, however many turns of the loop that takes.
    """

    def __init__(self, session: lt.session, handlers: AlertHandlers) -> None:
        self._session: lt.session | None = session
        self._handlers = handlers
        self._loop = asyncio.get_running_loop()
        self._batch: deque[lt.alert] = deque()
        self._working = False
        self._ear, self._mouth = socket.socketpair()
        for end in (self._ear, self._mouth):
            end.setblocking(False)  # noqa: FBT003 - the library's
        self._loop.add_reader(self._ear, self._woken)
        session.set_alert_fd(self._mouth.fileno())

    def take_in(self) -> None:
        """Handle what is there already, without waiting for the loop to notice."""
        self._work()

    def deafen(self) -> None:
        """Hear no more and let go of the session, which may write until it is gone; then comes `close`."""
        self._session = None
        self._batch.clear()
        self._loop.remove_reader(self._ear)

    def close(self) -> None:
        """Give the sockets back."""
        self._ear.close()
        self._mouth.close()

    def _woken(self) -> None:
        with suppress(BlockingIOError):
            self._ear.recv(4096)
        if not self._working:
            self._work()

    def _work(self) -> None:
        """Handle alerts until there are none or the slice is over; then go on in the loop's next turn."""
        end = self._loop.time() + SLICE
        self._working = True
        while (session := self._session) is not None and self._working:
            if not self._batch:
                self._batch.extend(session.pop_alerts())
            if not self._batch:
                self._working = False
            while self._batch:
                self._handle(self._batch.popleft())
                if self._loop.time() >= end:
                    self._loop.call_soon(self._work)
                    return

    def _handle(self, alert: lt.alert) -> None:
        handler = self._handlers.get(type(alert))
        if handler is None:
            return
        try:
            handler(alert)
        except Exception:
            log.exception("handling %s failed", type(alert).__name__)
