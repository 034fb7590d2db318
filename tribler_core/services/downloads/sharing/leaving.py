"""Downloads that are to go when their seeding ends."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from tribler_core.domain.download.settings import EndAction
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import SeedingEnded
from tribler_core.services.downloads.desk import Desk
from tribler_core.services.downloads.requests import Answer, Removal, Request

log = logging.getLogger(__name__)

_GOING = (EndAction.REMOVE, EndAction.REMOVE_WITH_CONTENT)


class Leaving:
    """Removes them, like a client that asks for it."""

    def __init__(self, desk: Desk, run: Callable[[Sequence[Request]], Awaitable[list[Answer]]]) -> None:
        self._desk = desk
        self._run = run

    def listen(self) -> None:
        """Hear the house from now on."""
        self._desk.events.subscribe(SeedingEnded, self._ended)

    def _ended(self, event: SeedingEnded) -> None:
        if event.action in _GOING:
            _ = self._desk.tasks.spawn(self._remove(event), f"removal of {event.infohash}")

    async def _remove(self, event: SeedingEnded) -> None:
        with_data = event.action is EndAction.REMOVE_WITH_CONTENT
        (answer,) = await self._run([Removal(infohash=event.infohash, with_data=with_data)])
        if isinstance(answer, TriblerError):
            log.warning("%s could not be removed at the end of its seeding: %s", event.infohash, answer)
