"""Feeds: fetched again and again, so only what changed is sent."""

from collections.abc import Callable

from tribler_core.config.sections import Config
from tribler_core.domain.errors import FetchError
from tribler_core.domain.ports import FeedMarks, FetchedFeed
from tribler_core.fetching.errand import CookiesFor, no_cookies, run_errand


class GuardedFeedFetcher:
    """A `FeedFetcher` that reaches no network which the operator did not open."""

    def __init__(self, current: Callable[[], Config], cookies_for: CookiesFor = no_cookies) -> None:
        self._current = current
        self._cookies_for = cookies_for

    async def fetch(self, url: str, marks: FeedMarks) -> FetchedFeed | None:
        """None: as it was. Raises: FetchError; InvalidParameter when it is no http(s) URL."""
        config = self._current()
        asked = {"If-None-Match": marks.etag, "If-Modified-Since": marks.modified}
        page = await run_errand(
            url,
            config,
            proxied=config.fetching.proxy_feeds,
            cookies_for=self._cookies_for,
            headers={name: value for name, value in asked.items() if value},
        )
        if page.unchanged:
            return None
        if page.magnet is not None:
            raise FetchError(f"{page.url.host} redirects to a magnet instead of a feed")
        headers = {name.lower(): value for name, value in page.headers.items()}
        return FetchedFeed(page.body, FeedMarks(headers.get("etag", ""), headers.get("last-modified", "")))
