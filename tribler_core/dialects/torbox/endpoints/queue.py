"""Items that wait for a slot."""

from typing import Any

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers, asked, nested
from tribler_core.dialects.torbox.endpoints.torrents.listing import PageQuery, page_of
from tribler_core.dialects.torbox.requests.fields import ItemNumber, LooseFlag, TorBoxShape, Word
from tribler_core.dialects.torbox.shapes.item import magnet_of, name_of
from tribler_core.dialects.torbox.vocabulary import SEED_NUMBERS, date
from tribler_core.domain.errors import InvalidParameter, MissingParameter
from tribler_core.domain.library.errors import ItemNotFound
from tribler_core.domain.library.item import Item
from tribler_core.domain.people.account import SeedWish
from tribler_core.services.library.library import Library
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import body_schema, docs, query_schema

TORRENT = "torrent"


class QueueQuery(PageQuery):
    """A part of the queue, or one of it."""

    type = Word((TORRENT, "usenet", "webdl"), load_default=TORRENT)


class QueueControlBody(TorBoxShape):
    """An operation on what waits."""

    aliases = {"id": "queued_id", "torrentid": "queued_id", "action": "operation"}  # noqa: RUF012 - declared a ClassVar by the base
    queued_id = ItemNumber(metadata={"description": "Also as `id` or `torrent_id`. Needed unless `all`."})
    operation = Word(("delete", "start"), required=True)
    all = LooseFlag(load_default=False, metadata={"description": "All that wait; only with `delete`."})
    type = Word((TORRENT, "usenet", "webdl"), load_default=TORRENT)


class QueuedShape(Schema):
    """An item that waits."""

    id = fields.Integer(required=True, metadata={"description": "It keeps this number when it starts."})
    auth_id = fields.String(required=True)
    created_at = fields.String(required=True)
    hash = fields.String(required=True)
    name = fields.String(required=True)
    magnet = fields.String(required=True)
    torrent_file = fields.String(required=True, allow_none=True)
    type = fields.String(required=True)
    name_override = fields.String(required=True, allow_none=True)
    seed_torrent_override = fields.Integer(required=True, allow_none=True)
    size = fields.Integer(required=True)
    position = fields.Integer(required=True, metadata={"description": "From 0."})


def present_queued(item: Item, position: int, auth_id: str) -> dict[str, Any]:
    """As QueuedShape."""
    return {
        "id": item.number,
        "auth_id": auth_id,
        "created_at": date(item.created),
        "hash": item.infohash,
        "name": name_of(item, None),
        "magnet": magnet_of(item, None),
        "torrent_file": None if item.magnet else f"{item.infohash}.torrent",
        "type": TORRENT,
        "name_override": item.name,
        "seed_torrent_override": None if item.seed is SeedWish.AUTO else SEED_NUMBERS[item.seed],
        "size": item.size,
        "position": position,
    }


_LISTED = answers("QueueAnswer", nested(QueuedShape, many=True), "With `id`, `data` is one object.")
_CONTROLLED = answers("QueueControlAnswer")


class QueueEndpoint(Endpoint):
    """The queue, under its own name and the older one."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/queued/getqueued", self.list),
            web.get("/torrents/getqueued", self.list),
            web.post("/queued/controlqueued", self.control),
            web.post("/torrents/controlqueued", self.control),
        ]

    @docs(tags=["queued"], summary="What waits for a slot", responses=_LISTED)
    @query_schema(QueueQuery)
    async def list(self, request: web.Request) -> web.Response:
        query, account = asked(request), holder_of(request).account
        await self._library.ready()
        queued = self._library.queued(account) if query["type"] == TORRENT else []
        auth_id = self._library.accounts.get(account).auth_id
        rows = [present_queued(item, position, auth_id) for position, item in enumerate(queued)]
        if "id" not in query:
            return success("Queued downloads were listed.", page_of(rows, query))
        for row in rows:
            if row["id"] == query["id"]:
                return success("Queued download was found.", row)
        raise ItemNotFound("this queued download was not found")

    @docs(tags=["queued"], summary="Start or delete what waits", responses=_CONTROLLED)
    @body_schema(QueueControlBody)
    async def control(self, request: web.Request) -> web.Response:
        body, account = asked(request), holder_of(request).account
        number, start = body.get("queued_id"), body["operation"] == "start"
        if body["all"]:
            if start:
                raise InvalidParameter("all: what waits is started one by one")
            number = None
        elif number is None:
            raise MissingParameter("queued_id")
        if start:
            assert number is not None  # noqa: S101 - checked above
            await self._library.start_queued(account, number)
        else:
            await self._library.delete_queued(account, number)
        return success(f"Operation {body['operation']} was carried out successfully.")
