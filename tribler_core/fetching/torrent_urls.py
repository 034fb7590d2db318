"""Torrents behind URLs that somebody else chose."""

from collections.abc import Callable

from tribler_core.config.sections import Config
from tribler_core.domain.errors import FetchError
from tribler_core.domain.ports import Fetched
from tribler_core.fetching.errand import CookiesFor, Page, no_cookies, run_errand


class GuardedFetcher:
    """A `TorrentFetcher` that reaches no network which the operator did not open."""

    def __init__(self, current: Callable[[], Config], cookies_for: CookiesFor = no_cookies) -> None:
        self._current = current
        self._cookies_for = cookies_for

    async def fetch(self, url: str) -> Fetched:
        """GET within the bounds of `[fetching]`; a redirect to a magnet is answered as the magnet.

        Raises: FetchError; InvalidParameter when it is no http(s) URL.
        """
        config = self._current()
        page = await run_errand(url, config, proxied=config.fetching.proxy_torrents, cookies_for=self._cookies_for)
        if page.magnet is not None:
            return Fetched(magnet=page.magnet, valid_certificate=page.valid_certificate)
        _refuse_other_than_torrents(page)
        return Fetched(page.body, valid_certificate=page.valid_certificate)


def _refuse_other_than_torrents(page: Page) -> None:
    """Some trackers send torrents as text/html, so the first byte decides."""
    if not page.body:
        raise FetchError(f"{page.url.host} sent nothing")
    if not page.body.startswith(b"d") and (page.content_type == "text/html" or page.body.lstrip().startswith(b"<")):
        raise FetchError(f"{page.url.host} sent a web page instead of a torrent (does it want a log-in?)")
