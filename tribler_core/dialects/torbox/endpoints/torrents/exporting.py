"""Items as magnets and as torrents."""

from urllib.parse import quote

from aiohttp import web
from marshmallow import fields

from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers, asked
from tribler_core.dialects.torbox.requests.fields import ItemNumber, TorBoxShape, Word
from tribler_core.dialects.torbox.shapes.item import magnet_of, name_of
from tribler_core.services.library.library import Library
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import JSON, TORRENT_FILE, docs, query_schema

MAGNET = "magnet"


class ExportQuery(TorBoxShape):
    """Which item, as what."""

    aliases = {"id": "torrent_id"}  # noqa: RUF012 - declared a ClassVar by the base
    torrent_id = ItemNumber(required=True)
    type = Word((MAGNET, "file", "torrent"), required=True, metadata={"description": "magnet, or file"})


class ExportEndpoint(Endpoint):
    """What others need to download the same."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/torrents/exportdata", self.export)]

    @docs(
        tags=["torrents"],
        summary="Export an item",
        description="`magnet`: the link, in the envelope. `file`: the .torrent itself.",
        responses=answers("ExportAnswer", fields.String(required=True)),
        produces=(JSON, TORRENT_FILE),
    )
    @query_schema(ExportQuery)
    async def export(self, request: web.Request) -> web.Response:
        query = asked(request)
        item = self._library.get(holder_of(request).account, query["torrent_id"])
        row = self._library.desk.row(item)
        if query["type"] == MAGNET:
            return success("Magnet was exported successfully.", magnet_of(item, row))
        torrent = await self._library.torrent(item)
        return torrent_response(torrent, name_of(item, row))


def torrent_response(torrent: bytes, name: str) -> web.Response:
    """A .torrent to be saved."""
    headers = {"Content-Disposition": attachment(f"{name}.torrent")}
    return web.Response(body=torrent, content_type=TORRENT_FILE, headers=headers)


def attachment(name: str) -> str:
    """In ASCII for old clients, and truly for others. Source: RFC 6266, RFC 5987."""
    plain = "".join(char if char.isascii() and char.isprintable() and char not in '"\\/%' else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
