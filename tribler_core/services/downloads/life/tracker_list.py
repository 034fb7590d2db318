"""A list of trackers that somebody else keeps: fetched at the start, when it is another one, and once a day."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from tribler_core.config.sections import DownloadsSection
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.ports import KeyValueStore
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

FETCHED = "downloads.fetched_trackers"
"""The key of the store: where the list came from, and what was in it."""
A_DAY = Seconds(86_400.0)
AGAIN_AFTER = Seconds(900.0)
"""Where it could not be fetched."""
MOST = 500
"""URLs that are taken."""
_SCHEMES = ("http://", "https://", "udp://", "ws://", "wss://")

FetchList = Callable[[str], Awaitable[bytes]]
"""What is behind a URL. Raises: FetchError, InvalidParameter."""


class TrackerList:
    """Announce URLs for new public torrents; the last list that was fetched is kept."""

    def __init__(self, section: Callable[[], DownloadsSection], fetch: FetchList, store: KeyValueStore) -> None:
        self._section = section
        self._fetch = fetch
        self._store = store
        self._urls: tuple[str, ...] = ()
        self._source = ""
        self._changed = asyncio.Event()

    @property
    def urls(self) -> tuple[str, ...]:
        """Those of the configured list; empty when it is switched off, or not fetched yet."""
        section = self._section()
        wanted = section.add_trackers_url_enabled and section.add_trackers_url == self._source
        return self._urls if wanted else ()

    def settings_changed(self) -> None:
        """It may be another list now."""
        self._changed.set()

    async def run(self) -> None:
        """Fetch when it is time, until cancelled."""
        kept = await self._store.get(FETCHED)
        if isinstance(kept, dict):
            self._source, self._urls = kept["source"], tuple(kept["urls"])
        while True:
            self._changed.clear()
            wait = await self._look()
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _look(self) -> Seconds | None:
        """How long until the next look; None: until the settings are others."""
        section = self._section()
        source = section.add_trackers_url
        if not section.add_trackers_url_enabled or not source:
            return None
        try:
            urls = _read(await self._fetch(source))
            await self._store.put(FETCHED, {"source": source, "urls": list(urls)})
        except TriblerError as error:
            log.warning("the list of trackers at %s could not be fetched: %s", source, error)
            return AGAIN_AFTER
        self._source, self._urls = source, urls
        log.info("%d trackers were fetched from %s", len(urls), source)
        return A_DAY


def _read(data: bytes) -> tuple[str, ...]:
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line.lower().startswith(_SCHEMES)))[:MOST]
