"""Feeds: their tree, how they are read, what is downloaded."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.fakes.catalogue import FakeStore
from tests.fakes.clock import FakeClock
from tests.fakes.network import FakeFeedFetcher
from tribler_core.config.sections import RssSection
from tribler_core.domain.errors import FetchError
from tribler_core.domain.ports import FeedMarks, FetchedFeed
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.rss.parsing import parse
from tribler_core.services.rss.rule import Rule
from tribler_core.services.rss.service import Feeds, Surroundings
from tribler_core.services.rss.tree import TreeRefused

URL = "http://feeds.example/shows"
MAGNET = f"magnet:?xt=urn:btih:{'a' * 40}"


def rss(*titles: str, first: int = 1) -> bytes:
    items = "".join(
        f"<item><guid>id-{title}</guid><title>{title}</title>"
        f"<pubDate>Thu, {day:02} Jan 2026 00:00:00 GMT</pubDate>"
        f'<enclosure url="http://feeds.example/{day}.torrent" type="application/x-bittorrent"/></item>'
        for day, title in enumerate(titles, first)
    )
    return f'<rss version="2.0"><channel><title>Shows</title>{items}</channel></rss>'.encode()


class House:
    """Feeds and what came of them."""

    def __init__(self, store: FakeStore) -> None:
        self.section = RssSection(enabled=True, auto_download=True, fetch_delay=Seconds(0.0))
        self.fetcher = FakeFeedFetcher()
        self.clock = FakeClock()
        self.tasks = TaskOwner()
        self.added: list[tuple[str, Rule]] = []
        self.failure: Exception | None = None
        self.feeds = Feeds(
            Surroundings(
                section=lambda: self.section,
                store=store,
                fetcher=self.fetcher,
                clock=self.clock,
                tasks=self.tasks,
            )
        )
        self.feeds.add_by(self._add)

    async def _add(self, url: str, rule: Rule) -> None:
        if self.failure is not None:
            raise self.failure
        self.added.append((url, rule))

    async def read(self) -> None:
        """Until no feed is being read."""
        if reading := {task for task in asyncio.all_tasks() if task.get_name().startswith("feed ")}:
            await asyncio.wait(reading)


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
async def house(store: FakeStore) -> Any:
    house = House(store)
    await house.feeds.load()
    yield house
    await house.tasks.close()


async def test_a_feed_is_read_when_it_is_added_and_kept(house: House, store: FakeStore) -> None:
    house.fetcher.feeds[URL] = FetchedFeed(rss("one", "two"))
    await house.feeds.add_folder("Series")
    await house.feeds.add_feed(URL, "Series\\Shows")
    await house.read()

    again = House(store)
    await again.feeds.load()
    feed = again.feeds.tree.feed("Series\\Shows")
    assert (feed.title, [article.title for article in feed.articles]) == ("Shows", ["two", "one"])
    assert feed.articles[0].torrent_url == "http://feeds.example/2.torrent"


async def test_the_server_is_asked_for_changes_alone(house: House) -> None:
    marks = FeedMarks("tag", "Thu, 01 Jan 2026 00:00:00 GMT")
    house.fetcher.feeds[URL] = FetchedFeed(rss("one"), marks)
    await house.feeds.add_feed(URL, "")
    await house.read()
    house.feeds.refresh("")
    await house.read()

    assert [asked for _, asked in house.fetcher.asked] == [FeedMarks(), marks]
    assert len(house.feeds.tree.feed(URL).articles) == 1


async def test_a_feed_that_fails_is_asked_ever_more_seldom(house: House) -> None:
    house.fetcher.feeds[URL] = FetchError("no")
    await house.feeds.add_feed(URL, "a")
    await house.read()
    feed = house.feeds.tree.feed("a")
    first = feed.due - house.clock.monotonic()
    house.feeds.refresh("a")
    await house.read()

    assert feed.failed
    assert feed.due - house.clock.monotonic() == 2 * first


async def test_only_the_newest_articles_are_kept(house: House) -> None:
    house.section = replace(house.section, max_articles=2)
    house.fetcher.feeds[URL] = FetchedFeed(rss("one", "two", "three"))
    await house.feeds.add_feed(URL, "a")
    await house.read()

    assert [article.title for article in house.feeds.tree.feed("a").articles] == ["three", "two"]


async def test_what_a_rule_finds_is_downloaded_once(house: House, store: FakeStore) -> None:
    await house.feeds.set_rule("r", Rule(must_contain="two", feeds=(URL,)))
    house.fetcher.feeds[URL] = FetchedFeed(rss("one", "two"))
    await house.feeds.add_feed(URL, "a")
    await house.read()
    house.fetcher.feeds[URL] = FetchedFeed(rss("one", "two", "three"))
    house.feeds.refresh("a")
    await house.read()

    assert [url for url, _ in house.added] == ["http://feeds.example/2.torrent"]
    assert {article.title for article in house.feeds.tree.feed("a").articles if article.read} == {"two"}
    again = House(store)
    await again.feeds.load()
    assert again.feeds.rules["r"].last_match is not None


async def test_a_new_rule_looks_through_what_is_there(house: House) -> None:
    house.fetcher.feeds[URL] = FetchedFeed(rss("one", "two"))
    await house.feeds.add_feed(URL, "a")
    await house.read()
    await house.feeds.set_rule("low", Rule(feeds=(URL,), must_contain="one", priority=5))
    assert await house.feeds.matching("low") == {"a": ["one"]}
    house.added.clear()

    house.section = replace(house.section, auto_download=False)
    await house.feeds.set_rule("off", Rule(feeds=(URL,)))

    assert house.added == []


async def test_what_could_not_be_added_is_left_unread(house: House) -> None:
    house.failure = FetchError("gone")
    await house.feeds.set_rule("r", Rule(feeds=(URL,)))
    house.fetcher.feeds[URL] = FetchedFeed(rss("one"))
    await house.feeds.add_feed(URL, "a")
    await house.read()

    assert not house.feeds.tree.feed("a").articles[0].read
    assert house.feeds.rules["r"].last_match is None


async def test_rules_are_renamed_cloned_and_removed(house: House) -> None:
    await house.feeds.set_rule("a", Rule(must_contain="x"))
    await house.feeds.rename_rule("a", "b")
    await house.feeds.clone_rule("b", "c")
    await house.feeds.remove_rule("b")
    await house.feeds.rename_rule("nobody", "d")

    assert {name: rule.must_contain for name, rule in house.feeds.rules.items()} == {"c": "x"}


Change = Callable[[Feeds], Awaitable[None]]


@pytest.mark.parametrize(
    "change",
    [
        lambda feeds: feeds.add_folder("a"),
        lambda feeds: feeds.add_folder(""),
        lambda feeds: feeds.add_folder("no\\b"),
        lambda feeds: feeds.add_folder("a\\f\\x"),
        lambda feeds: feeds.add_feed(URL, "other"),
        lambda feeds: feeds.add_feed("", "other"),
        lambda feeds: feeds.remove(""),
        lambda feeds: feeds.remove("nobody"),
        lambda feeds: feeds.move("a", "a\\b"),
        lambda feeds: feeds.move("", "b"),
        lambda feeds: feeds.set_url("a", "http://x/"),
        lambda feeds: feeds.set_interval("nobody", 5),
        lambda feeds: feeds.mark_read("nobody", None),
    ],
)
async def test_the_tree_refuses_what_makes_no_sense(house: House, change: Change) -> None:
    house.section = replace(house.section, enabled=False)
    await house.feeds.add_folder("a")
    await house.feeds.add_feed(URL, "a\\f")

    with pytest.raises(TreeRefused):
        await change(house.feeds)


async def test_folders_move_and_go_with_what_is_in_them(house: House, store: FakeStore) -> None:
    house.fetcher.feeds[URL] = FetchedFeed(rss("one"))
    await house.feeds.add_folder("a")
    await house.feeds.add_feed(URL, "a\\f")
    await house.read()
    await house.feeds.mark_read("a", None)
    await house.feeds.move("a", "b")
    assert house.feeds.tree.feed("b\\f").articles[0].read

    await house.feeds.remove("b")

    assert not list(house.feeds.tree.items())
    assert not [key for key in store.values if key.startswith("rss.feed/")]


def test_magnets_are_found_wherever_they_stand() -> None:
    entry = f"<item><title>t</title><link>{MAGNET}</link></item>"
    feed = f'<rss version="2.0"><channel>{entry}</channel></rss>'.encode()

    assert parse(feed, FakeClock().now()).articles[0].torrent_url == MAGNET


def test_a_web_page_is_no_feed() -> None:
    with pytest.raises(FetchError):
        parse(b"<html><body>log in</body></html>", FakeClock().now())


async def test_what_is_unread_is_looked_through_when_downloading_by_rules_begins(house: House) -> None:
    house.section = replace(house.section, auto_download=False)
    house.fetcher.feeds[URL] = FetchedFeed(rss("one", "two"))
    await house.feeds.add_feed(URL, "a")
    await house.read()
    await house.feeds.set_rule("r", Rule(feeds=(URL,), must_contain="one"))
    assert not house.added

    before, house.section = house.section, replace(house.section, auto_download=True)
    house.feeds.settings_changed(before, house.section)
    await asyncio.wait({task for task in asyncio.all_tasks() if task.get_name() == "unread articles"})

    assert [url for url, _ in house.added] == ["http://feeds.example/1.torrent"]
