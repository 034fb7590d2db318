"""What a feed says, read by feedparser: RSS and Atom of all ages, as broken as they come."""

import calendar
from dataclasses import dataclass, field
from typing import Any

from tribler_core.domain.errors import FetchError
from tribler_core.foundation.units import Timestamp
from tribler_core.services.rss.feed import Article

_TORRENT = "application/x-bittorrent"
_LONGEST = 100_000
"""Characters of a description."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One reading."""

    title: str = ""
    built: str = ""
    articles: list[Article] = field(default_factory=list)


def parse(data: bytes, now: Timestamp) -> Parsed:
    """Takes its time: for a thread. Articles without a date are of `now`.

    Raises: FetchError when it is no feed.
    """
    import feedparser  # large, and a daemon without feeds does without

    feed = feedparser.parse(data)
    if not feed.entries and not feed.version:
        raise FetchError("it is not a feed")
    said: Any = feed.feed
    return Parsed(
        title=str(said.get("title", "")),
        built=str(said.get("updated", said.get("published", ""))),
        articles=[article for entry in feed.entries if (article := _article(entry, now)).id],
    )


def _article(entry: Any, now: Timestamp) -> Article:
    torrent = _torrent_url(entry)
    link = str(entry.get("link", ""))
    title = str(entry.get("title", ""))
    date = entry.get("published_parsed") or entry.get("updated_parsed")
    return Article(
        id=str(entry.get("id") or torrent or link or title),
        title=title,
        date=Timestamp(calendar.timegm(date)) if date else now,
        author=str(entry.get("author", "")),
        description=str(entry.get("summary", ""))[:_LONGEST],
        link=link,
        torrent_url=torrent or link,
    )


def _torrent_url(entry: Any) -> str:
    """An enclosure that is a torrent, a magnet wherever it stands, any enclosure: in this order."""
    enclosures = [(str(each.get("href", "")), each.get("type")) for each in entry.get("enclosures", ())]
    by_type = next((url for url, kind in enclosures if kind == _TORRENT), "")
    places = (entry.get("link"), entry.get("torrent_magneturi"), entry.get("id"), *(url for url, _ in enclosures))
    magnet = next((str(text) for text in places if str(text or "").lower().startswith("magnet:")), "")
    return by_type or magnet or next((url for url, _ in enclosures if url), "")
