"""Tells everybody who wants to hear of downloads, outside of the daemon."""

import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import ContentInPlace, DownloadAdded
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.events import EventBus
from tribler_core.services.notices.facts import Facts, facts_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody outside."""

    wanted: Callable[[], bool]
    """Whether anybody is to be told now; cheap, because it is asked for every download that is added."""
    tell: Callable[[Facts], Coroutine[Any, Any, None]]


class Telling:
    """Completion is told when the content lies where it shall stay, so that whoever hears of it finds it there."""

    def __init__(
        self, downloads: DownloadManager, tasks: TaskOwner, *, added: Sequence[Listener], finished: Sequence[Listener]
    ) -> None:
        self._downloads = downloads
        self._tasks = tasks
        self._added = added
        self._finished = finished

    def listen(self, events: EventBus) -> None:
        """Hear the house from now on."""
        events.subscribe(DownloadAdded, lambda event: self._tell(event.infohash, self._added))
        events.subscribe(ContentInPlace, lambda event: self._tell(event.infohash, self._finished))

    def _tell(self, infohash: InfoHash, listeners: Sequence[Listener]) -> None:
        wanted = [listener for listener in listeners if listener.wanted()]
        if wanted:
            _ = self._tasks.spawn(self._tell_all(infohash, wanted), f"notices of {infohash}")

    async def _tell_all(self, infohash: InfoHash, listeners: Sequence[Listener]) -> None:
        try:
            files = await self._downloads.files(infohash)
            facts = facts_of(self._downloads.get(infohash), files)
        except TriblerError as error:
            log.warning("nobody is told of %s: %s", infohash, error)
            return
        for listener in listeners:
            _ = self._tasks.spawn(listener.tell(facts), f"a notice of {infohash}")
