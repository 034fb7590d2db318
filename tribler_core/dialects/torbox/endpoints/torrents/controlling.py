"""What is done to items."""

from aiohttp import web
from marshmallow import validate

from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers, asked
from tribler_core.dialects.torbox.endpoints.torrents.creating import clean_name
from tribler_core.dialects.torbox.requests.fields import ItemNumber, LooseFlag, TorBoxShape, Word
from tribler_core.domain.errors import MissingParameter
from tribler_core.foundation.unset import UNSET
from tribler_core.services.library.library import Library
from tribler_core.services.library.requests import ItemPatch, Operation
from tribler_core.web.endpoint import PATH, Endpoint
from tribler_core.web.fields import Text, TextList
from tribler_core.web.openapi.declare import body_schema, docs, path_schema

MOST_TAGS = 100
LONGEST_TAG = 255


class ControlBody(TorBoxShape):
    """An operation on one item or on all."""

    aliases = {"id": "torrent_id", "action": "operation"}  # noqa: RUF012 - declared a ClassVar by the base
    torrent_id = ItemNumber(metadata={"description": "Also as `id`. Needed unless `all`."})
    operation = Word(
        tuple(operation.value for operation in Operation), required=True, metadata={"description": "Also as `action`."}
    )
    all = LooseFlag(load_default=False, metadata={"description": "On all items; `torrent_id` is not looked at."})


class EditBody(TorBoxShape):
    """What shall be different; what is absent stays."""

    aliases = {"id": "torrent_id"}  # noqa: RUF012 - declared a ClassVar by the base
    torrent_id = ItemNumber(required=True)
    name = Text(metadata={"description": "For display."})
    tags = TextList(validate=validate.Length(max=MOST_TAGS))
    alternative_hashes = TextList(validate=validate.Length(max=MOST_TAGS))


class ItemPath(TorBoxShape):
    """An item."""

    id = ItemNumber(required=True)


class ControlEndpoint(Endpoint):
    """Operations on items; all but `delete` may be repeated."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/torrents/controltorrent", self.control),
            web.delete("/torrents/controltorrent/{id}", self.delete),
            web.put("/torrents/edittorrent", self.edit),
        ]

    @docs(tags=["torrents"], summary="Control an item, or all", responses=answers("ControlAnswer"))
    @body_schema(ControlBody)
    async def control(self, request: web.Request) -> web.Response:
        body, account = asked(request), holder_of(request).account
        operation = Operation(body["operation"])
        if body["all"]:
            await self._library.control_all(account, operation)
        elif "torrent_id" not in body:
            raise MissingParameter("torrent_id")
        else:
            await self._library.control(account, body["torrent_id"], operation)
        return success(f"Operation {operation.value} was carried out successfully.")

    @docs(
        tags=["torrents"],
        summary="Delete an item",
        description="What `delete` of controltorrent does; the older form.",
        responses=answers("DeleteAnswer"),
    )
    @path_schema(ItemPath)
    async def delete(self, request: web.Request) -> web.Response:
        await self._library.control(holder_of(request).account, request[PATH]["id"], Operation.DELETE)
        return success("Torrent was deleted successfully.")

    @docs(tags=["torrents"], summary="Rename or tag an item", responses=answers("EditAnswer"))
    @body_schema(EditBody)
    async def edit(self, request: web.Request) -> web.Response:
        body = asked(request)
        patch = ItemPatch(
            name=clean_name(body["name"]) if "name" in body else UNSET,
            tags=_texts(body["tags"]) if "tags" in body else UNSET,
            alternative_hashes=_texts(body["alternative_hashes"]) if "alternative_hashes" in body else UNSET,
        )
        await self._library.edit(holder_of(request).account, body["torrent_id"], patch)
        return success("Torrent was edited successfully.")


def _texts(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[:LONGEST_TAG] for text in texts))
