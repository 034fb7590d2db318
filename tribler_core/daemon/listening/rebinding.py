"""Listeners follow options that a client changed, while the daemon runs."""

import asyncio
import logging
from collections.abc import Callable, Collection

from tribler_core.config.store import ConfigStore
from tribler_core.daemon.listening.doors import Doors, guests_of
from tribler_core.domain.errors import TriblerError
from tribler_core.web.serving.server import WebServer

log = logging.getLogger(__name__)


class Rebinding:
    """Opens what is stored in the place of what is open, or leaves everything as it is."""

    def __init__(self, store: ConfigStore, doors: Doors, server: WebServer, moved: Callable[[], None]) -> None:
        """`moved` tells where the API is now."""
        self._store = store
        self._doors = doors
        self._server = server
        self._moved = moved
        self._turn = asyncio.Lock()

    async def follow(self, names: Collection[str]) -> None:
        """Put what is stored of these options in effect; where that cannot be, what was in effect is stored again.

        An address that nobody can listen on would keep the next start from its work.
        """
        async with self._turn:
            try:
                planned = self._store.planned(names)
                await self._server.follow(Doors(planned.api, guests_of(planned)).listeners)
            except TriblerError as refused:
                log.error("the API stays where it is: %s", refused)  # noqa: TRY400 - foreseen, so one line
                await self._store.take_back(names)
                return
            finally:
                self._doors.opened(self._server.addresses)
            self._doors.plan(planned.api, guests_of(planned))
            self._store.adopt(names)
            self._moved()
            log.info("the API listens on %s now", self._doors.url or self._doors.unix_socket)
