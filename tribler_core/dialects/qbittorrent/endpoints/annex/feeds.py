"""Feeds and their folders. Source: section 4.1 of the specification."""

import logging
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import (
    EMPTY,
    TEXT,
    ReadingEndpoint,
    asked,
    command,
    done,
    done_silently,
    reads,
)
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.shapes.answers import OpenShape
from tribler_core.domain.people.principal import Scope
from tribler_core.foundation.units import Seconds
from tribler_core.services.rss.feed import Article, Feed
from tribler_core.services.rss.service import Feeds
from tribler_core.services.rss.tree import SEPARATOR, Tree, TreeRefused
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Flag, Text, WholeNumber
from tribler_core.web.openapi.declare import docs

log = logging.getLogger(__name__)


class ItemsQuery(Parameters):
    """How much."""

    withData = Flag(load_default=False)  # noqa: N815 - the wire's spelling, as below


class ItemBody(Parameters):
    """A feed or folder."""

    path = Text(load_default="")
    url = Text(load_default="")
    refreshInterval = WholeNumber(load_default=0, minimum=0)  # noqa: N815


class MoveBody(Parameters):
    """From where to where."""

    itemPath = Text(load_default="")  # noqa: N815
    destPath = Text(load_default="")  # noqa: N815
    articleId = Text()  # noqa: N815


class ItemsShape(OpenShape):
    """Folders are objects; feeds are objects with a `url`."""


def present_tree(tree: Tree, *, with_data: bool) -> dict[str, Any]:
    """Nested by folders."""
    root: dict[str, Any] = {}
    for path, feed in sorted(tree.items()):
        *folders, name = path.split(SEPARATOR)
        place = root
        for folder in folders:
            place = place[folder]
        place[name] = {} if feed is None else present_feed(feed, with_data=with_data)
    return root


def present_feed(feed: Feed, *, with_data: bool) -> dict[str, Any]:
    """One feed."""
    said: dict[str, Any] = {"uid": feed.uid, "url": feed.url, "refreshInterval": int(feed.interval)}
    if with_data:
        said |= {
            "title": feed.title,
            "lastBuildDate": feed.built,
            "isLoading": feed.loading,
            "hasError": feed.failed,
            "articles": [_present_article(article) for article in feed.articles],
        }
    return said


def _present_article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "date": formatdate(article.date),
        "title": article.title,
        "author": article.author,
        "description": article.description,
        "torrentURL": article.torrent_url,
        "link": article.link,
        "isRead": article.read,
    }


class FeedsEndpoint(ReadingEndpoint):
    """Feeds are shown."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds

    def routes(self) -> list[web.RouteDef]:
        return reads("/rss/items", self.show, ItemsQuery)

    @docs(tags=["rss"], summary="Show feeds and folders", responses={200: {"schema": ItemsShape}})
    async def show(self, request: web.Request) -> web.Response:
        await self._feeds.load()
        return json_answer(present_tree(self._feeds.tree, with_data=asked(request)["withData"]))


class FeedTreeEndpoint(Endpoint):
    """Feeds and folders are made, moved and removed."""

    changes = Scope.CONTROL

    def __init__(self, feeds: Feeds, profile: Profile) -> None:
        self._feeds = feeds
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        handlers = {
            "addFolder": self.add_folder,
            "addFeed": self.add_feed,
            "setFeedURL": self.set_url,
            "setFeedRefreshInterval": self.set_interval,
            "removeItem": self.remove,
        }
        return [command(f"/rss/{name}", handler, ItemBody) for name, handler in handlers.items()]

    @docs(tags=["rss"], summary="Make a folder", responses={200: EMPTY}, produces=(TEXT,))
    async def add_folder(self, request: web.Request) -> web.Response:
        await self._feeds.load()
        await self._feeds.add_folder(asked(request)["path"])
        return done()

    @docs(tags=["rss"], summary="Add a feed", responses={200: EMPTY}, produces=(TEXT,))
    async def add_feed(self, request: web.Request) -> web.Response:
        given = asked(request)
        await self._feeds.load()
        await self._feeds.add_feed(given["url"], given["path"], Seconds(given["refreshInterval"]))
        return done()

    @docs(tags=["rss"], summary="Give a feed another URL", responses={200: EMPTY}, produces=(TEXT,))
    async def set_url(self, request: web.Request) -> web.Response:
        given = asked(request)
        await self._feeds.load()
        await self._feeds.set_url(given["path"], given["url"])
        return done()

    @docs(
        tags=["rss"],
        summary="Say how often a feed is read",
        description="In seconds; 0: as the preferences say.",
        responses={200: EMPTY},
        produces=(TEXT,),
    )
    async def set_interval(self, request: web.Request) -> web.Response:
        given = asked(request)
        await self._feeds.load()
        await self._feeds.set_interval(given["path"], Seconds(given["refreshInterval"]))
        return done_silently(self._profile)

    @docs(tags=["rss"], summary="Remove a feed or folder", responses={200: EMPTY}, produces=(TEXT,))
    async def remove(self, request: web.Request) -> web.Response:
        await self._feeds.load()
        await self._feeds.remove(asked(request)["path"])
        return done()


class FeedItemEndpoint(Endpoint):
    """Feeds are moved, read again and marked."""

    changes = Scope.CONTROL

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds

    def routes(self) -> list[web.RouteDef]:
        handlers = {"moveItem": self.move, "refreshItem": self.refresh, "markAsRead": self.mark_read}
        return [command(f"/rss/{name}", handler, MoveBody) for name, handler in handlers.items()]

    @docs(tags=["rss"], summary="Move or rename", responses={200: EMPTY}, produces=(TEXT,))
    async def move(self, request: web.Request) -> web.Response:
        given = asked(request)
        await self._feeds.load()
        await self._feeds.move(given["itemPath"], given["destPath"])
        return done()

    @docs(tags=["rss"], summary="Read again", responses={200: EMPTY}, produces=(TEXT,))
    async def refresh(self, request: web.Request) -> web.Response:
        await self._feeds.load()
        self._feeds.refresh(asked(request)["itemPath"])
        return done()

    @docs(tags=["rss"], summary="Mark articles as read", responses={200: EMPTY}, produces=(TEXT,))
    async def mark_read(self, request: web.Request) -> web.Response:
        given = asked(request)
        await self._feeds.load()
        try:
            await self._feeds.mark_read(given["itemPath"], given.get("articleId"))
        except TreeRefused as error:
            log.info("nothing marked as read: %s", error)  # Quirk(qbittorrent): the client hears nothing of it
        return done()
