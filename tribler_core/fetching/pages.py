"""Pages that the operator named: lists of trackers, and services that are told our address."""

import base64
from collections.abc import Callable
from dataclasses import replace

from tribler_core.config.sections import Config
from tribler_core.fetching.errand import run_errand


class GuardedPages:
    """Fetches within the bounds of `[fetching]`."""

    def __init__(self, current: Callable[[], Config]) -> None:
        self._current = current

    async def fetch(self, url: str) -> bytes:
        """Raises: FetchError; InvalidParameter when it is no http(s) URL."""
        config = self._current()
        return (await run_errand(url, config, proxied=config.fetching.proxy_torrents)).body

    async def fetch_as(self, url: str, user: str, password: str) -> str:
        """As a user, and never through the proxy: the service shall see where we really are. Raises: as `fetch`."""
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        config = self._current()
        config = replace(config, fetching=replace(config.fetching, max_redirects=0))  # nobody else gets the password
        page = await run_errand(url, config, proxied=False, headers={"Authorization": f"Basic {login}"})
        return page.body.decode("utf-8", "replace").strip()
