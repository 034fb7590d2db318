"""What is in a torrent, before it is downloaded."""

from typing import Any

from aiohttp import web

from tribler_core.dialects.tribler.shapes.torrent_info import (
    TorrentInfoShape,
    present_skipped_magnet,
    present_torrent_info,
)
from tribler_core.domain.download.settings import MAX_HOPS
from tribler_core.domain.errors import MissingParameter
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.metainfo.service import MetainfoService
from tribler_core.web.endpoint import BODY, QUERY, TORRENT, Endpoint
from tribler_core.web.fields import Flag, RequestShape, Text, WholeNumber
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs, query_schema
from tribler_core.web.request.disconnect import while_connected


class TorrentUri(RequestShape):
    """The torrent that is meant."""

    uri = Text(required=True, metadata={"description": "magnet:, http(s): or file: URI, or a bare infohash."})
    hops = WholeNumber(minimum=0, maximum=MAX_HOPS, load_default=0, metadata={"description": "Relays to look through."})
    skipmagnet = Flag(load_default=False, metadata={"description": "Do not look a magnet up in the swarm."})
    metainfo = Flag(load_default=False, metadata={"description": "Add `metainfo`."})


class TorrentFileForm(RequestShape):
    """What is wanted of a torrent that is sent."""

    metainfo = Flag(load_default=False, metadata={"description": "Add `metainfo`."})


class TorrentInfoEndpoint(Endpoint):
    """Torrents by URI or by bytes. Look-ups stop when the client hangs up."""

    def __init__(self, metainfo: MetainfoService, table: LiveTable) -> None:
        self._metainfo = metainfo
        self._table = table

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/torrentinfo/uri", self.of_uri),
            web.put("/torrentinfo/file", self.of_file),
            web.get("/torrentinfo", self.of_query),
            web.put("/torrentinfo", self.of_old_file),
        ]

    @docs(tags=["Torrents"], summary="What is in a torrent", responses={200: {"schema": TorrentInfoShape}})
    @body_schema(TorrentUri)
    async def of_uri(self, request: web.Request) -> web.Response:
        return await while_connected(request, self._by_uri(request[BODY]))

    @docs(
        tags=["Torrents"],
        summary="What is in a torrent that is sent",
        description="The body is a .torrent, or a multipart form with one.",
        responses={200: {"schema": TorrentInfoShape}},
    )
    @body_schema(TorrentFileForm, torrent=True)
    async def of_file(self, request: web.Request) -> web.Response:
        return await self._by_bytes(request)

    @docs(
        tags=["Torrents"],
        summary="What is in a torrent, as asked before 8.4",
        responses={200: {"schema": TorrentInfoShape}},
    )
    @query_schema(TorrentUri)
    async def of_query(self, request: web.Request) -> web.Response:
        return await while_connected(request, self._by_uri(request[QUERY]))

    @docs(
        tags=["Torrents"],
        summary="What is in a torrent that is sent, as asked before 8.4",
        responses={200: {"schema": TorrentInfoShape}},
    )
    @body_schema(TorrentFileForm, torrent=True)
    async def of_old_file(self, request: web.Request) -> web.Response:
        return await self._by_bytes(request)

    async def _by_uri(self, asked: dict[str, Any]) -> web.Response:
        if not asked["uri"]:
            raise MissingParameter("uri")
        found = await self._metainfo.from_uri(asked["uri"], hops=asked["hops"], skip_magnet=asked["skipmagnet"])
        if found.metainfo is None:
            return json_response(present_skipped_magnet())
        return self._present(found.metainfo, asked, valid_certificate=found.valid_certificate)

    async def _by_bytes(self, request: web.Request) -> web.Response:
        torrent = request.get(TORRENT)
        if torrent is None:
            raise MissingParameter("torrent")
        return self._present(await self._metainfo.from_bytes(torrent), request[BODY])

    def _present(self, metainfo: Metainfo, asked: dict[str, Any], *, valid_certificate: bool = True) -> web.Response:
        exists = self._table.get(metainfo.infohash) is not None
        info = present_torrent_info(
            metainfo, exists=exists, valid_certificate=valid_certificate, with_metainfo=asked["metainfo"]
        )
        return json_response(info)


class LegacyTorrentUri(TorrentUri):
    """The torrent that is meant, for clients that always read `metainfo`."""

    metainfo = Flag(load_default=True, metadata={"description": "0 leaves `metainfo` out."})


class LegacyTorrentInfoEndpoint(TorrentInfoEndpoint):
    """The superset of what every generation reads."""

    @docs(tags=["Torrents"], summary="What is in a torrent", responses={200: {"schema": TorrentInfoShape}})
    @query_schema(LegacyTorrentUri)
    async def of_query(self, request: web.Request) -> web.Response:
        return await while_connected(request, self._by_uri(request[QUERY]))
