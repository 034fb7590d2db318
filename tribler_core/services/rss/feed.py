"""A feed, its articles, and how they are kept."""

from dataclasses import asdict, dataclass, field
from typing import Any

from tribler_core.domain.ports import FeedMarks
from tribler_core.foundation.units import Seconds, Timestamp


@dataclass(slots=True)
class Article:
    """One entry of a feed."""

    id: str
    title: str = ""
    date: Timestamp = Timestamp(0)
    author: str = ""
    description: str = ""
    link: str = ""
    torrent_url: str = ""
    """A URL or a magnet."""
    read: bool = False


@dataclass(slots=True, eq=False)
class Feed:
    """One feed, as last read."""

    uid: str
    url: str
    interval: Seconds = Seconds(0.0)
    """Between two looks; 0: as configured."""
    title: str = ""
    built: str = ""
    """When its publisher says it was made, in their words."""
    marks: FeedMarks = field(default_factory=FeedMarks)
    articles: list[Article] = field(default_factory=list)
    """Newest first."""
    # Not kept:
    loading: bool = False
    failed: bool = False
    failures: int = 0
    """In a row."""
    due: Seconds = Seconds(0.0)
    """When it is read again, on the monotonic clock."""

    def take(self, articles: list[Article], most: int) -> list[Article]:
        """Merge what was just read; answers those that are new, oldest first."""
        known = {article.id for article in self.articles}
        new = [article for article in articles if article.id not in known]
        merged = sorted([*new, *self.articles], key=lambda article: article.date, reverse=True)
        self.articles = merged[:most]
        kept = {article.id for article in self.articles}
        return sorted((article for article in new if article.id in kept), key=lambda article: article.date)

    def content(self) -> dict[str, Any]:
        """What is kept of it beside its place."""
        return {
            "title": self.title,
            "built": self.built,
            "marks": asdict(self.marks),
            "articles": [asdict(article) for article in self.articles],
        }

    def restore(self, content: dict[str, Any]) -> None:
        """The reverse."""
        self.title, self.built = content["title"], content["built"]
        self.marks = FeedMarks(**content["marks"])
        self.articles = [Article(**article) for article in content["articles"]]
