"""[rss]: feeds that are read, and what is downloaded of them."""

import re
from dataclasses import dataclass
from typing import ClassVar

from tribler_core.config.sections.checks import require, require_range
from tribler_core.foundation.units import Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RssSection:
    """Feeds that are read, and what is downloaded of them. The feeds and the rules are kept in the catalogue."""

    PATH: ClassVar = ("rss",)

    enabled: bool = False
    """Read the feeds now and then."""
    refresh_interval: Seconds = Seconds(1800.0)
    """Time between two looks at a feed that has no interval of its own."""
    fetch_delay: Seconds = Seconds(2.0)
    """Pause between two requests to one host."""
    max_articles: int = 50
    """Articles of a feed that are kept."""
    auto_download: bool = False
    """Download what the rules say."""
    download_repacks: bool = True
    """Smart filters let an episode through again when it is a repack or a proper."""
    smart_filters: tuple[str, ...] = (
        r"s(\d+)e(\d+)",
        r"(\d+)x(\d+)",
        r"(\d{4}[.\-]\d{1,2}[.\-]\d{1,2})",
        r"(\d{1,2}[.\-]\d{1,2}[.\-]\d{4})",
    )
    """Expressions that find the number or the date of an episode in a title."""

    def __post_init__(self) -> None:
        require_range("rss.refresh_interval", self.refresh_interval, 60, 1e8)
        require_range("rss.fetch_delay", self.fetch_delay, 0, 3600)
        require_range("rss.max_articles", self.max_articles, 0, 100_000)
        for expression in self.smart_filters:
            require("rss.smart_filters", _compiles(expression), f"must be regular expressions, not {expression!r}")


def _compiles(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:
        return False
    return True
