"""Torrents behind URLs that somebody else chose."""

import re
from collections.abc import Callable, Iterator, Mapping

from tribler_core.config.sections import Config
from tribler_core.domain.errors import FetchError
from tribler_core.domain.ports import Fetched
from tribler_core.fetching.errand import CookiesFor, Page, no_cookies, read_url, run_errand

_UNFIT = re.compile(r"[\x00-\x1f\x7f]")


class GuardedFetcher:
    """A `TorrentFetcher` that reaches no network which the operator did not open."""

    def __init__(self, current: Callable[[], Config], cookies_for: CookiesFor = no_cookies) -> None:
        self._current = current
        self._cookies_for = cookies_for

    async def fetch(self, url: str, cookie: str = "") -> Fetched:
        """GET within the bounds of `[fetching]`; a redirect to a magnet is answered as the magnet.

        Raises: FetchError; InvalidParameter when it is no http(s) URL.
        """
        config = self._current()
        page = await run_errand(
            url, config, proxied=config.fetching.proxy_torrents, cookies_for=self._cookies(url, cookie)
        )
        if page.magnet is not None:
            return Fetched(magnet=page.magnet, valid_certificate=page.valid_certificate)
        _refuse_other_than_torrents(page)
        return Fetched(page.body, valid_certificate=page.valid_certificate)

    def _cookies(self, url: str, cookie: str) -> CookiesFor:
        """The operator's, and those that came with the URL, which go to its host alone."""
        own = dict(_pairs(cookie))
        host = read_url(url).host

        async def cookies_for(asked: str, path: str) -> Mapping[str, str]:
            known = await self._cookies_for(asked, path)
            return {**known, **own} if asked == host else known

        return cookies_for if own else self._cookies_for


def _pairs(cookie: str) -> Iterator[tuple[str, str]]:
    for part in cookie.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals and not _UNFIT.search(name + value):
            yield name.strip(), value.strip()


def _refuse_other_than_torrents(page: Page) -> None:
    """Some trackers send torrents as text/html, so the first byte decides."""
    if not page.body:
        raise FetchError(f"{page.url.host} sent nothing")
    if not page.body.startswith(b"d") and (page.content_type == "text/html" or page.body.lstrip().startswith(b"<")):
        raise FetchError(f"{page.url.host} sent a web page instead of a torrent (does it want a log-in?)")
