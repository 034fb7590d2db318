"""Feeds and rules, as dialects use them."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from tribler_core.config.sections import RssSection
from tribler_core.domain.ports import FeedFetcher, KeyValueStore
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.rss.downloading import Add, FeedDownloads
from tribler_core.services.rss.feed import Article, Feed
from tribler_core.services.rss.reading import FeedReading
from tribler_core.services.rss.rule import Rule
from tribler_core.services.rss.tree import SEPARATOR, Tree, TreeRefused

TREE, RULES, CONTENT = "rss.tree", "rss.rules", "rss.feed/"
"""Keys of the store; a feed's content is below its uid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What feeds need of the house."""

    section: Callable[[], RssSection]
    store: KeyValueStore
    fetcher: FeedFetcher
    clock: Clock
    tasks: TaskOwner


class Feeds:
    """Everything is durable when a change returns."""

    def __init__(self, house: Surroundings) -> None:
        self._house = house
        self.tree = Tree()
        self.rules: dict[str, Rule] = {}
        self._reading = FeedReading(house.fetcher, house.section, house.clock, house.tasks, self._arrived)
        self._downloads = FeedDownloads(house.section, self.rules, self._keep_rules)
        self._loaded = False
        self._loading = asyncio.Lock()

    def add_by(self, add: Add) -> None:
        """What adds from now on what rules find."""
        self._downloads.add = add

    async def load(self) -> None:
        """Remember what was kept; does something the first time alone."""
        async with self._loading:
            if self._loaded:
                return
            store = self._house.store
            self.tree.restore(await store.get(TREE) or [])
            for _, feed in self.tree.feeds():
                if content := await store.get(CONTENT + feed.uid):
                    feed.restore(content)
            stored: dict[str, Any] = await store.get(RULES) or {}
            self.rules.update({name: Rule.restored(rule) for name, rule in stored.items()})
            self._loaded = True

    async def run(self) -> None:
        """Read feeds when they are due, until cancelled."""
        await self.load()
        await self._look_again()
        await self._reading.run(lambda: [feed for _, feed in self.tree.feeds()])

    def settings_changed(self, old: RssSection, new: RssSection) -> None:
        """What is unread is looked through whenever downloading by rules begins."""
        if new.auto_download and not old.auto_download:
            _ = self._house.tasks.spawn(self._look_again(), "unread articles")

    # The tree. Raises: TreeRefused.

    async def add_folder(self, path: str) -> None:
        self.tree.add_folder(path)
        await self._keep_tree()

    async def add_feed(self, url: str, path: str, interval: Seconds = Seconds(0.0)) -> None:
        """`path` "": the URL is its name. It is read at once when feeds are read at all."""
        if not url.strip():
            raise TreeRefused("The URL of a feed cannot be empty.")
        feed = Feed(f"{{{secrets.token_hex(16)}}}", url.strip(), interval)
        self.tree.add_feed(path or feed.url.replace("\\", "/"), feed)
        await self._keep_tree()
        if self._house.section().enabled:
            self._reading.refresh([feed])

    async def set_url(self, path: str, url: str) -> None:
        feed = self.tree.feed(path)
        if self.tree.by_url(url) not in (None, feed):
            raise TreeRefused(f"RSS feed with given URL already exists: {url}.")
        feed.url, feed.marks = url, type(feed.marks)()
        await self._keep_tree()
        self._reading.refresh([feed])

    async def set_interval(self, path: str, interval: Seconds) -> None:
        feed = self.tree.feed(path)
        feed.interval, feed.due = interval, Seconds(0.0)
        await self._keep_tree()

    async def remove(self, path: str) -> None:
        gone = self.tree.remove(path)
        await self._keep_tree()
        for feed in gone:
            await self._house.store.delete(CONTENT + feed.uid)

    async def move(self, path: str, target: str) -> None:
        self.tree.move(path, target)
        await self._keep_tree()

    def refresh(self, path: str) -> None:
        """In the background. Raises: TreeRefused."""
        self._reading.refresh(self.tree.below(path))

    async def mark_read(self, path: str, article_id: str | None) -> None:
        """One article or all. Raises: TreeRefused."""
        for feed in self.tree.below(path):
            for article in feed.articles:
                article.read = article.read or article_id in (None, article.id)
            await self._keep_content(feed)

    # Rules.

    async def set_rule(self, name: str, rule: Rule) -> None:
        """Made, or put in the place of another; what is there already is looked through as well."""
        self.rules[name] = rule
        await self._keep_rules()
        if rule.enabled:
            await self._look_at(feed for url in rule.feeds if (feed := self.tree.by_url(url)))

    async def rename_rule(self, name: str, new_name: str) -> None:
        if name in self.rules and new_name and new_name not in self.rules:
            self.rules[new_name] = self.rules.pop(name)
            await self._keep_rules()

    async def clone_rule(self, name: str, new_name: str) -> None:
        if name in self.rules and new_name and new_name not in self.rules:
            self.rules[new_name] = replace(Rule.restored(self.rules[name].stored()), last_match=None, seen_episodes=[])
            await self._keep_rules()

    async def remove_rule(self, name: str) -> None:
        if self.rules.pop(name, None) is not None:
            await self._keep_rules()

    async def matching(self, name: str) -> dict[str, list[str]]:
        """Titles that the rule finds, by the name of their feed in the tree."""
        rule = self.rules.get(name)
        found: dict[str, list[str]] = {}
        for path, feed in list(self.tree.feeds()):
            if rule is not None and feed.url in rule.feeds and (titles := await self._downloads.titles(rule, feed)):
                found[path.rpartition(SEPARATOR)[2]] = titles
        return found

    async def _look_again(self) -> None:
        await self._look_at(feed for _, feed in self.tree.feeds())

    async def _look_at(self, feeds: Iterable[Feed]) -> None:
        """Download what rules find of what is unread there."""
        for feed in list(feeds):
            unread = [article for article in feed.articles if not article.read]
            await self._downloads.look(feed, unread)
            if any(article.read for article in unread):
                await self._keep_content(feed)

    async def _arrived(self, feed: Feed, new: list[Article]) -> None:
        if self.tree.by_url(feed.url) is not feed:
            return  # removed meanwhile
        await self._downloads.look(feed, new)
        await self._keep_content(feed)

    async def _keep_tree(self) -> None:
        await self._house.store.put(TREE, self.tree.stored())

    async def _keep_rules(self) -> None:
        await self._house.store.put(RULES, {name: rule.stored() for name, rule in self.rules.items()})

    async def _keep_content(self, feed: Feed) -> None:
        await self._house.store.put(CONTENT + feed.uid, feed.content())
