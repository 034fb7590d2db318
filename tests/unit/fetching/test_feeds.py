"""Feeds are asked for what changed, with the operator's cookies."""

from collections.abc import Mapping

import pytest
from aiohttp import web

from tests.unit.fetching.conftest import Site
from tribler_core.config.sections import Config, FetchingSection
from tribler_core.domain.errors import FetchError
from tribler_core.domain.ports import FeedMarks
from tribler_core.fetching.feeds import GuardedFeedFetcher
from tribler_core.fetching.torrent_urls import GuardedFetcher


async def cookies_for(host: str, path: str) -> Mapping[str, str]:
    return {"session": f"{host}{path}"}


@pytest.fixture
def config(tmp_path):
    return Config(state_dir=tmp_path, fetching=FetchingSection(allow_private=True))


async def test_what_did_not_change_is_not_sent_again(site: Site, config) -> None:
    def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(body=b"<rss/>", headers={"ETag": '"1"', "Last-Modified": "then"})

    site.answers["/feed"] = answer
    fetcher = GuardedFeedFetcher(lambda: config, cookies_for)
    first = await fetcher.fetch(site.url("/feed"), FeedMarks())

    assert first is not None
    assert (first.data, first.marks) == (b"<rss/>", FeedMarks('"1"', "then"))
    assert await fetcher.fetch(site.url("/feed"), first.marks) is None
    assert site.requests[0].headers["Cookie"] == "session=127.0.0.1/feed"
    assert "If-None-Match" not in site.requests[0].headers


async def test_cookies_go_with_torrents_too(site: Site, config) -> None:
    await GuardedFetcher(lambda: config, cookies_for).fetch(site.serve("/a.torrent"))

    assert site.requests[0].headers["Cookie"] == "session=127.0.0.1/a.torrent"


async def test_a_feed_of_our_own_network_is_refused(site: Site, tmp_path) -> None:
    with pytest.raises(FetchError):
        await GuardedFeedFetcher(lambda: Config(state_dir=tmp_path)).fetch(site.serve("/feed"), FeedMarks())
