"""One download."""

from aiohttp import web

from tribler_core.dialects.tribler.requests.batching import RemoveShape
from tribler_core.dialects.tribler.requests.listing import DetailsQuery, LegacyDetailsQuery, to_details
from tribler_core.dialects.tribler.requests.patching import LegacyPatchShape, Patching, PatchShape
from tribler_core.dialects.tribler.requests.paths import InfoHashPath
from tribler_core.dialects.tribler.rows import Form, Rows
from tribler_core.dialects.tribler.shapes.answers import (
    LegacyModifiedShape,
    ModifiedShape,
    RemovedShape,
    present_modified,
    present_removed,
)
from tribler_core.dialects.tribler.shapes.download import VOD_OFF, CurrentDownloadShape, LegacyDownloadShape
from tribler_core.domain.errors import MissingParameter
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.endpoint import BODY, PATH, QUERY, Endpoint
from tribler_core.web.json import JSON_TYPE, json_response
from tribler_core.web.openapi.declare import body_schema, docs, path_schema, query_schema


class DownloadEndpoint(Endpoint):
    """One download: look, change, remove."""

    def __init__(self, downloads: DownloadManager, rows: Rows, patching: Patching) -> None:
        self._downloads = downloads
        self._rows = rows
        self._patching = patching

    def routes(self) -> list[web.RouteDef]:
        path = "/downloads/{infohash}"
        return [web.get(path, self.show), web.patch(path, self.update), web.delete(path, self.remove)]

    @docs(tags=["Downloads"], summary="Show one download", responses={200: {"schema": CurrentDownloadShape}})
    @path_schema(InfoHashPath)
    @query_schema(DetailsQuery)
    async def show(self, request: web.Request) -> web.Response:
        return await self._show(request)

    @docs(
        tags=["Downloads"],
        summary="Change a download",
        description="All of it happens, or nothing.",
        responses={200: {"schema": ModifiedShape}},
    )
    @path_schema(InfoHashPath)
    @body_schema(PatchShape)
    async def update(self, request: web.Request) -> web.Response:
        return json_response(await self._update(request))

    @docs(tags=["Downloads"], summary="Remove a download", responses={200: {"schema": RemovedShape}})
    @path_schema(InfoHashPath)
    @body_schema(RemoveShape)
    async def remove(self, request: web.Request) -> web.Response:
        download = await self._downloads.find(request[PATH]["infohash"])
        await self._downloads.remove(download.infohash, with_data=request[BODY]["remove_data"])
        return json_response(present_removed(download.infohash))

    async def _show(self, request: web.Request) -> web.Response:
        download = await self._downloads.find(request[PATH]["infohash"])
        query = request[QUERY]
        form = Form(self._rows.vocabulary_for(request), files=query.get("get_files", False))
        body = await self._rows.detailed(download, form, to_details(query))
        return web.Response(body=body, content_type=JSON_TYPE)

    async def _update(self, request: web.Request) -> dict[str, object]:
        infohash = request[PATH]["infohash"]
        patch = await self._patching.read(infohash, request[BODY])
        download = await self._downloads.update(infohash, patch)
        return present_modified(download.infohash)


class LegacyDownloadEndpoint(DownloadEndpoint):
    """One download, for clients before 8.0."""

    @docs(tags=["Downloads"], summary="Show one download", responses={200: {"schema": LegacyDownloadShape}})
    @path_schema(InfoHashPath)
    @query_schema(LegacyDetailsQuery)
    async def show(self, request: web.Request) -> web.Response:
        return await self._show(request)

    @docs(
        tags=["Downloads"],
        summary="Change a download",
        description="All of it happens, or nothing.",
        responses={200: {"schema": LegacyModifiedShape}},
    )
    @path_schema(InfoHashPath)
    @body_schema(LegacyPatchShape)
    async def update(self, request: web.Request) -> web.Response:
        body = request[BODY]
        if body.get("vod_mode") and "fileindex" not in body:
            raise MissingParameter("fileindex")
        answer = await self._update(request)
        if "vod_mode" in body:
            answer |= {**VOD_OFF, "vod_mode": body["vod_mode"], "vod_mod": body["vod_mode"]}
        return json_response(answer)
