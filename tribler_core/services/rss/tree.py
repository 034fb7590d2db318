"""Folders and feeds, by paths with `\\` between the names."""

from collections.abc import Iterator
from typing import Any

from tribler_core.domain.errors import Rejected
from tribler_core.foundation.units import Seconds
from tribler_core.services.rss.feed import Feed

SEPARATOR = "\\"


class TreeRefused(Rejected):
    """The tree cannot be changed so; the text is for the user."""

    code = "FeedTreeRefused"


class Tree:
    """A folder is a path with None. The root is not in it."""

    def __init__(self) -> None:
        self._items: dict[str, Feed | None] = {}

    def feeds(self) -> Iterator[tuple[str, Feed]]:
        """With their paths."""
        return ((path, feed) for path, feed in self._items.items() if feed is not None)

    def items(self) -> Iterator[tuple[str, Feed | None]]:
        return iter(self._items.items())

    def below(self, path: str) -> list[Feed]:
        """The feed at a path, or those in a folder; of "" all. Raises: TreeRefused."""
        if path and path not in self._items:
            raise TreeRefused(f"Item doesn't exist: {path}.")
        return [feed for other, feed in self.feeds() if not path or other == path or _inside(other, path)]

    def feed(self, path: str) -> Feed:
        """Raises: TreeRefused."""
        feed = self._items.get(path)
        if feed is None:
            raise TreeRefused(f"Feed doesn't exist: {path}.")
        return feed

    def by_url(self, url: str) -> Feed | None:
        return next((feed for _, feed in self.feeds() if feed.url == url), None)

    def add_folder(self, path: str) -> None:
        """Raises: TreeRefused."""
        self._require_place(path)
        self._items[path] = None

    def add_feed(self, path: str, feed: Feed) -> None:
        """Raises: TreeRefused."""
        if self.by_url(feed.url) is not None:
            raise TreeRefused(f"RSS feed with given URL already exists: {feed.url}.")
        self._require_place(path)
        self._items[path] = feed

    def remove(self, path: str) -> list[Feed]:
        """With all that is in it; answers the feeds that are gone. Raises: TreeRefused."""
        self._require_item(path, "Cannot delete root folder.")
        gone = [other for other in self._items if other == path or _inside(other, path)]
        feeds = [self._items.pop(other) for other in gone]
        return [feed for feed in feeds if feed is not None]

    def move(self, path: str, target: str) -> None:
        """Also renames. Raises: TreeRefused."""
        self._require_item(path, "Cannot move root folder.")
        if target == path:
            return
        if _inside(target, path):
            raise TreeRefused("Cannot move a folder into itself.")
        self._require_place(target)
        self._items = {
            target + other[len(path) :] if other == path or _inside(other, path) else other: feed
            for other, feed in self._items.items()
        }

    def stored(self) -> list[list[Any]]:
        """As it is kept: path, and of feeds uid, URL, interval."""
        return [[path, *([feed.uid, feed.url, feed.interval] if feed else [])] for path, feed in self._items.items()]

    def restore(self, stored: list[list[Any]]) -> None:
        """The reverse."""
        for path, *feed in stored:
            self._items[path] = Feed(feed[0], feed[1], Seconds(feed[2])) if feed else None

    def _require_item(self, path: str, of_root: str) -> None:
        if not path:
            raise TreeRefused(of_root)
        if path not in self._items:
            raise TreeRefused(f"Item doesn't exist: {path}.")

    def _require_place(self, path: str) -> None:
        parent, _, name = path.rpartition(SEPARATOR)
        if not name or path.startswith(SEPARATOR) or SEPARATOR * 2 in path:
            raise TreeRefused(f"Incorrect RSS Item path: {path}.")
        if path in self._items:
            raise TreeRefused(f"RSS item with given path already exists: {path}.")
        if parent and (parent not in self._items or self._items[parent] is not None):
            raise TreeRefused(f"Parent folder doesn't exist: {parent}.")


def _inside(path: str, folder: str) -> bool:
    return path.startswith(folder + SEPARATOR)
