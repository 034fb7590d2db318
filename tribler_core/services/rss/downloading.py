"""What rules find is downloaded."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from tribler_core.config.sections import RssSection
from tribler_core.domain.errors import TriblerError, Unavailable
from tribler_core.services.rss.episodes import Smart
from tribler_core.services.rss.feed import Article, Feed
from tribler_core.services.rss.matching import find, matches, remember
from tribler_core.services.rss.rule import Rule

log = logging.getLogger(__name__)

Add = Callable[[str, Rule], Awaitable[object]]
"""Add what is behind a URL or magnet as a rule says. Raises: TriblerError."""


async def _nobody(_url: str, _rule: Rule) -> object:
    raise Unavailable("no dialect has said how to add what rules find")


class FeedDownloads:
    """Looks for articles that rules are for, and downloads each once."""

    def __init__(
        self,
        section: Callable[[], RssSection],
        rules: Mapping[str, Rule],
        keep: Callable[[], Awaitable[None]],
    ) -> None:
        """`keep` stores the rules, which remember what they found."""
        self._section = section
        self.add: Add = _nobody
        """Rules tell how in the words of the dialect that they came by, so that one adds."""
        self._rules = rules
        self._keep = keep
        self._turn = asyncio.Lock()

    async def look(self, feed: Feed, articles: Sequence[Article]) -> None:
        """Download of these articles what a rule is for; what was downloaded is read."""
        if not self._section().auto_download:
            return
        async with self._turn:
            for article in articles:
                rule = await asyncio.to_thread(self._rule_for, feed, article)
                if rule is not None:
                    await self._take(rule, article)

    async def titles(self, rule: Rule, feed: Feed) -> list[str]:
        """What a rule finds in a feed."""
        smart = self._smart()

        def found() -> list[str]:
            return [article.title for article in feed.articles if matches(rule, article, smart)]

        return await asyncio.to_thread(found)

    async def _take(self, rule: Rule, article: Article) -> None:
        try:
            await self.add(article.torrent_url, rule)
        except TriblerError as error:
            log.warning("%s was found by a rule and could not be added: %s", article.title, error)
            return
        log.info("%s was found by a rule and added", article.title)
        article.read = True
        await asyncio.to_thread(remember, rule, article, self._smart())
        await self._keep()

    def _rule_for(self, feed: Feed, article: Article) -> Rule | None:
        if not article.torrent_url:
            return None
        wanted = (rule for rule in list(self._rules.values()) if rule.enabled and feed.url in rule.feeds)
        in_order = sorted(wanted, key=lambda rule: rule.priority)
        return next((rule for rule in in_order if matches(rule, article, self._smart())), None)

    def _smart(self) -> Smart:
        section = self._section()
        return Smart(section.smart_filters, section.download_repacks, find)
