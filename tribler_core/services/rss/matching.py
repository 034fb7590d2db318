"""Whether an article is what a rule looks for. Source: section 4.1 of the specification."""

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tribler_core.foundation.units import Seconds, Timestamp
from tribler_core.services.rss.episodes import Smart, passes
from tribler_core.services.rss.feed import Article
from tribler_core.services.rss.rule import Rule

if TYPE_CHECKING:
    from regex import Pattern

log = logging.getLogger(__name__)

PATIENCE = Seconds(0.1)
"""For one expression on one title: somebody's expression must not hold up everybody."""
_LONGEST_TITLE = 1000
_DAY = 86_400


def find(expression: str, text: str) -> Sequence[str] | None:
    """The groups of the first place; None: there is none, or it took too long, or it is no expression."""
    compiled = _compiled(expression)
    if compiled is None:
        return None
    try:
        found = compiled.search(text[:_LONGEST_TITLE], timeout=PATIENCE)
    except TimeoutError:
        log.warning("the expression %r takes too long", expression[:200])
        return None
    return None if found is None else [group or "" for group in found.groups()] or [found[0]]


def matches(rule: Rule, article: Article, smart: Smart) -> bool:
    """Whether an article's title is what the rule looks for, its history included. Takes its time: for a thread."""
    title = article.title[:_LONGEST_TITLE]
    return (
        not _is_too_soon(rule, article)
        and _contains(rule.must_contain, title, regular=rule.use_regex, nothing=True)
        and not _contains(rule.must_not_contain, title, regular=rule.use_regex, nothing=False)
        and passes(title, rule.episode_filter)
        and (not rule.smart_filter or smart.is_new(title, rule.seen_episodes))
    )


def remember(rule: Rule, article: Article, smart: Smart) -> None:
    """Note in the rule that the article was taken."""
    rule.last_match = article.date
    if rule.smart_filter:
        rule.seen_episodes += [name for name in smart.names(article.title) if name not in rule.seen_episodes]


def _is_too_soon(rule: Rule, article: Article) -> bool:
    last = rule.last_match
    return bool(rule.ignore_days > 0 and last is not None and article.date < Timestamp(last + rule.ignore_days * _DAY))


def _contains(text: str, title: str, *, regular: bool, nothing: bool) -> bool:
    """Words that must all be there, `|` between sets of which one suffices; `nothing`: the answer for an empty text."""
    if not text.strip():
        return nothing
    if regular:
        return find(text, title) is not None
    sets = [part.split() for part in text.split("|")]
    return any(all(find(_wildcards(word), title) is not None for word in words) for words in sets if words or nothing)


def _wildcards(word: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(character) or re.escape(character) for character in word)


@lru_cache(maxsize=1000)
def _compiled(expression: str) -> "Pattern[str] | None":
    import regex  # large, and a daemon without rules does without

    try:
        return regex.compile(expression, regex.IGNORECASE)
    except (regex.error, OverflowError, RecursionError):
        log.warning("this is no regular expression: %r", expression[:200])
        return None
