"""Lists of items."""

from typing import Any

from aiohttp import web

from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers, asked, nested
from tribler_core.dialects.torbox.requests.fields import ItemNumber, LooseFlag, TorBoxShape
from tribler_core.dialects.torbox.shapes.item import ItemShape
from tribler_core.dialects.torbox.snapshots import Snapshots
from tribler_core.services.library.library import Library
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import WholeNumber
from tribler_core.web.openapi.declare import docs, query_schema

MOST = 1000


class PageQuery(TorBoxShape):
    """A part of a list, or one of it."""

    bypass_cache = LooseFlag(load_default=False, metadata={"description": "With the numbers of this moment."})
    id = ItemNumber(metadata={"description": "One item, then `data` is an object."})
    offset = WholeNumber(minimum=0, load_default=0)
    limit = WholeNumber(minimum=1, load_default=MOST, metadata={"description": f"At most {MOST}."})


def page_of(rows: list[Any], query: dict[str, Any]) -> list[Any]:
    """The part that is asked for."""
    return rows[query["offset"] : query["offset"] + min(query["limit"], MOST)]


class ListEndpoint(Endpoint):
    """What the account has."""

    def __init__(self, library: Library, snapshots: Snapshots) -> None:
        self._library = library
        self._snapshots = snapshots

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/torrents/mylist", self.list)]

    @docs(
        tags=["torrents"],
        summary="List items",
        description="Newest first. States are those of this moment; other numbers may be ten minutes old unless "
        "`bypass_cache` is set. With `id` the data is one object, also of an item that waits in the queue.",
        responses=answers("ListAnswer", nested(ItemShape, many=True)),
    )
    @query_schema(PageQuery)
    async def list(self, request: web.Request) -> web.Response:
        query, account = asked(request), holder_of(request).account
        await self._library.ready()
        if "id" in query:
            item = self._library.get(account, query["id"])
            return success("Torrent was found.", await self._snapshots.present(item))
        rows = await self._snapshots.listed(account, fresh=query["bypass_cache"])
        return success("Torrents were listed.", page_of(rows, query))
