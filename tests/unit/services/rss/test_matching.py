"""What rules find (specification 4.1)."""

import time

import pytest

from tribler_core.foundation.units import Timestamp
from tribler_core.services.rss.episodes import Smart, passes
from tribler_core.services.rss.feed import Article
from tribler_core.services.rss.matching import find, matches, remember
from tribler_core.services.rss.rule import Rule

SMART = Smart((r"s(\d+)e(\d+)", r"(\d{4}[.\-]\d{1,2}[.\-]\d{1,2})"), repacks=True, find=find)
DAY = 86_400


def an_article(title: str, date: int = 0) -> Article:
    return Article(id=title, title=title, date=Timestamp(date))


@pytest.mark.parametrize(
    ("must", "title", "found"),
    [
        ("", "anything", True),
        ("one two", "TWO and One", True),
        ("one two", "one", False),
        ("one|two", "two", True),
        ("one three|two", "two", True),
        ("o*e", "stone", True),
        ("o?e", "one", True),
        ("o?e", "oe", False),
        ("a.b", "axb", False),
        ("a.b", "a.b", True),
        ("(", "a(b", True),
    ],
)
def test_words_must_all_be_there(must: str, title: str, found: bool) -> None:
    assert matches(Rule(must_contain=must), an_article(title), SMART) is found
    if must:
        assert matches(Rule(must_not_contain=must), an_article(title), SMART) is not found


@pytest.mark.parametrize(
    ("must", "title", "found"),
    [("^s\\d+", "S01", True), ("^\\d", "S01", False), ("(", "a(b", False), ("a|b", "xb", True)],
)
def test_a_rule_may_have_a_regular_expression(must: str, title: str, found: bool) -> None:
    assert matches(Rule(must_contain=must, use_regex=True), an_article(title), SMART) is found


def test_an_expression_that_takes_for_ever_is_given_up() -> None:
    began = time.monotonic()

    assert find(r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 500 + "!") is None
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("text", "title", "lets"),
    [
        ("", "anything", True),
        ("1x2;", "Show S01E02 720p", True),
        ("1x2;", "Show 1x02", True),
        ("1x2;", "Show S01E03", False),
        ("1x2;3-5;8-;", "Show S01E04", True),
        ("1x2;3-5;8-;", "Show S01E06", False),
        ("1x2;3-5;8-;", "Show S01E09", True),
        ("1x2;3-5;8-;", "Show S02E01", True),
        ("2x1-3", "Show S01E02", False),
        ("1x", "Show S01E02", False),
        ("nonsense", "Show S01E02", False),
        ("1xabc;2", "Show S01E02", True),
        ("1x2;", "Show without a number", False),
    ],
)
def test_episodes_are_filtered(text: str, title: str, lets: bool) -> None:
    assert passes(title, text) is lets


def test_each_episode_is_found_once_and_its_repack_once_more() -> None:
    rule = Rule(smart_filter=True)
    first = an_article("Show S01E02 720p")

    assert matches(rule, first, SMART)
    remember(rule, first, SMART)

    assert not matches(rule, an_article("Show s01e02 1080p"), SMART)
    assert matches(rule, an_article("Show S01E03"), SMART)
    assert matches(rule, an_article("no number"), SMART)
    repack = an_article("Show S01E02 REPACK")
    assert matches(rule, repack, SMART)
    remember(rule, repack, SMART)
    assert not matches(rule, repack, SMART)


def test_repacks_do_not_count_where_nobody_wants_them() -> None:
    smart = Smart(SMART.expressions, repacks=False, find=find)
    rule = Rule(smart_filter=True, seen_episodes=["1x2"])

    assert not matches(rule, an_article("Show S01E02 PROPER"), smart)


def test_after_a_match_some_days_are_ignored() -> None:
    rule = Rule(ignore_days=2)
    remember(rule, an_article("a", 10 * DAY), SMART)

    assert not matches(rule, an_article("b", 11 * DAY), SMART)
    assert matches(rule, an_article("c", 12 * DAY), SMART)
