"""What is fetched from the web: feeds and torrents, through a proxy or not."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from tests.e2e.qbittorrent.preferences.conftest import OpenLiveHouse
from tests.e2e.qbittorrent.preferences.house import LiveHouse, told
from tests.listening import listening
from tests.swarm import LOOPBACK, FileServer, infohashes_of, until
from tests.unit.web.serving.test_listeners import a_certificate

_ITEM = "<item><title>{title}</title><guid>{title}</guid><link>{link}</link></item>"
_FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>A channel</title>{items}</channel></rss>'
REPACK, ODD = "A show s01e01 REPACK", "A show episode 7"


class Site:
    """A web server with a feed of three articles, one of which can be downloaded."""

    def __init__(self, house: LiveHouse) -> None:
        self.folder = house.folder / "site"
        self.folder.mkdir()
        self.torrent = house.torrent("show")
        (self.folder / "show.torrent").write_bytes(self.torrent)
        self.server = FileServer(self.folder)
        self.feed = f"{self.server.url}/feed.xml"
        links = {
            "A film": f"{self.server.url}/show.torrent",
            REPACK: "http://127.0.0.1:1/a",
            ODD: "http://127.0.0.1:1/b",
        }
        items = "".join(_ITEM.format(title=title, link=link) for title, link in links.items())
        (self.folder / "feed.xml").write_text(_FEED.format(items=items))

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def reads(self) -> int:
        """How often the feed was read."""
        return list(self.server.requests).count("/feed.xml")


async def articles(house: LiveHouse) -> list[str]:
    feed = (await house.get("rss/items", withData="true"))["feed"]
    return [article["title"] for article in feed["articles"]]


async def until_articles(house: LiveHouse, count: int) -> None:
    """And until the reader rests again: only then it has fixed when the feed is due next."""
    await told(lambda: articles(house), lambda found: len(found) == count)
    pauses: list[float] = house.notes["pauses"]
    rested = len(pauses) + 2
    await until(lambda: len(pauses) >= rested)


@pytest.fixture
async def quick_house(open_house: OpenLiveHouse, monkeypatch: pytest.MonkeyPatch) -> LiveHouse:
    """Looks for feeds that are due all the time, and notes the pauses that it would make in `pauses`."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0.02)

    quick = SimpleNamespace(sleep=sleep, to_thread=asyncio.to_thread)
    monkeypatch.setattr("tribler_core.services.rss.reading.asyncio", quick)
    house = await open_house()
    house.notes["pauses"] = pauses
    return house


@pytest.mark.observes(
    "RSSProcessingEnabled",
    "RSSRefreshInterval",
    "RSSMaxArticlesPerFeed",
    "RSSAutoDownloadingEnabled",
    "rss_processing_enabled",
    "rss_refresh_interval",
    "rss_max_articles_per_feed",
    "rss_auto_downloading_enabled",
)
async def test_feeds_are_read_when_they_are_due_and_searched(quick_house: LiveHouse) -> None:
    house = quick_house
    with Site(house) as site:
        await house.post("rss/addFeed", url=site.feed, path="feed")
        await house.set(RSSRefreshInterval=50, RSSMaxArticlesPerFeed=2)
        assert site.reads == 0
        await house.set(RSSProcessingEnabled=True)
        await until_articles(house, 2)
        house.clock.passed += 49 * 60
        await house.set(rss_refresh_interval=500, rss_max_articles_per_feed=5)
        house.clock.passed += 60  # the next time was fixed when it was read
        await until_articles(house, 3)
        reads = site.reads
        house.clock.passed += 400 * 60
        await house.set(rss_processing_enabled=False)
        house.clock.passed += 200 * 60
        await house.set(RSSAutoDownloadingEnabled=True)
        assert site.reads == reads
        await house.set(RSSAutoDownloadingEnabled=False, rss_processing_enabled=True)
        await until(lambda: site.reads == reads + 1)

        rule = f'{{"enabled": true, "mustContain": "film", "affectedFeeds": ["{site.feed}"]}}'
        await house.post("rss/setRule", ruleName="films", ruleDef=rule)
        infohash = str(infohashes_of(site.torrent).identity)
        assert not await house.row(infohash)
        await house.set(rss_auto_downloading_enabled=True)
        await house.until(infohash, bool)


@pytest.mark.observes("rss_fetch_delay", "rss_download_repack_proper_episodes", "rss_smart_episode_filters")
async def test_hosts_are_spared_and_episodes_are_told_apart(quick_house: LiveHouse) -> None:
    house = quick_house
    with Site(house) as site:
        await house.set(rss_processing_enabled=True, rss_fetch_delay=1000)
        await house.post("rss/addFeed", url=site.feed, path="feed")
        await until_articles(house, 3)
        await house.post("rss/refreshItem", itemPath="feed")
        await until(lambda: site.reads == 2)
        assert [pause for pause in house.notes["pauses"] if pause > 5] == [pytest.approx(1000, abs=100)]

        rule = (
            f'{{"enabled": true, "mustContain": "show", "smartFilter": true, "affectedFeeds": ["{site.feed}"], '
            '"previouslyMatchedEpisodes": ["1x1", "7"]}'
        )
        await house.post("rss/setRule", ruleName="shows", ruleDef=rule)

        async def found() -> set[str]:
            matching = await house.get("rss/matchingArticles", ruleName="shows")
            return set(matching.get("feed", ()))

        assert await found() == {REPACK, ODD}
        await house.set(rss_download_repack_proper_episodes=False)
        assert await found() == {ODD}
        await house.set(rss_smart_episode_filters="s(\\d+)e(\\d+)\nepisode (\\d+)")
        assert await found() == set()


class DeadProxy:
    """Hangs up on everybody, and counts them."""

    callers = 0

    async def _hang_up(self, _reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        self.callers += 1

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[int]:
        """The port."""
        async with listening(self._hang_up) as (_, port):
            yield port


@pytest.mark.observes("proxy_misc", "proxy_rss", "proxy_torrents_only")
async def test_the_proxy_carries_what_it_shall(quick_house: LiveHouse) -> None:
    house, proxy = quick_house, DeadProxy()
    with Site(house) as site:
        async with proxy.opened() as port:

            async def add() -> bool:
                """Whether a torrent could be fetched, which is taken away again."""
                added = await house.post("torrents/add", urls=f"{site.server.url}/show.torrent") == "Ok."
                await house.post("torrents/delete", hashes="all")
                return added

            async def read() -> bool:
                """Whether the feed could be read."""
                await house.post("rss/refreshItem", itemPath="feed")
                items = await told(
                    lambda: house.get("rss/items", withData="true"), lambda items: not items["feed"]["isLoading"]
                )
                return not items["feed"]["hasError"]

            await house.set(proxy_type="HTTP", proxy_ip=LOOPBACK, proxy_port=port, proxy_bittorrent=False)
            await house.post("rss/addFeed", url=site.feed, path="feed")
            assert (await add(), await read(), proxy.callers) == (False, False, 2)
            await house.set(proxy_misc=False)
            assert (await add(), await read(), proxy.callers) == (True, False, 3)
            await house.set(proxy_rss=False)
            assert (await add(), await read(), proxy.callers) == (True, True, 3)
            await house.set(proxy_torrents_only=False)
            assert (await add(), await read(), proxy.callers) == (False, False, 5)


@pytest.mark.observes("ignore_ssl_errors")
async def test_certificates_of_others_need_not_be_trusted(house: LiveHouse) -> None:
    files, torrent = a_certificate(house.folder, "first"), house.torrent()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(torrent), torrent))
        await writer.drain()

    async with listening(serve, context=context) as (host, port):
        url = f"https://{host}:{port}/a.torrent"
        assert await house.post("torrents/add", urls=url) == "Fails."
        await house.set(ignore_ssl_errors=True)
        assert await house.post("torrents/add", urls=url) == "Ok."


@pytest.mark.observes("save_resume_data_interval", "save_statistics_interval")
async def test_what_is_saved_now_and_then(open_house: OpenLiveHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    rounds: list[float] = []
    go_on = asyncio.Event()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await go_on.wait()
        go_on.clear()

    monkeypatch.setattr("tribler_core.services.statistics.asyncio", SimpleNamespace(sleep=sleep))
    house = await open_house()
    engine: Any = house.daemon.core.engine.torrents
    saving = engine.take_unsaved

    def take_unsaved() -> Any:
        rounds.append(house.clock.passed)
        return saving()

    monkeypatch.setattr(engine, "take_unsaved", take_unsaved)

    await house.set(save_resume_data_interval=60, save_statistics_interval=7)
    rounds.clear()
    house.clock.passed += 3600
    await until(lambda: rounds == [3600])
    go_on.set()
    await until(lambda: len(pauses) == 2)
    assert pauses == [60.0, 420.0]
