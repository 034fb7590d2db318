"""All downloads."""

from collections.abc import Callable

from aiohttp import web

from tribler_core.dialects.tribler.lists import Lists
from tribler_core.dialects.tribler.requests.adding import Adding, AddShape, LegacyAddShape
from tribler_core.dialects.tribler.requests.listing import LegacyListQuery, ListQuery
from tribler_core.dialects.tribler.shapes.answers import StartedShape, present_asked, present_started
from tribler_core.dialects.tribler.shapes.details import CurrentListShape, LegacyListShape
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.endpoint import BODY, QUERY, TORRENT, Endpoint
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs, query_schema

AskFirst = Callable[[str], bool]
"""Put a URI before whoever watches the events; False: they are not to be asked, or nobody is there."""

_LISTED = (
    "With `since` only what changed after that revision, and what is gone. Without it the answer has an ETag. "
    "Large answers are compressed when the client accepts that."
)
_ADDED = (
    "By `uri`, or by a .torrent as the body (the other parameters then go into the query) or as a file of a multipart "
    "form. A download that is there already keeps its options and gains the trackers that it did not have."
)


class DownloadsEndpoint(Endpoint):
    """All downloads: list them, add one."""

    def __init__(self, downloads: DownloadManager, lists: Lists, adding: Adding, ask_first: AskFirst) -> None:
        self._downloads = downloads
        self._lists = lists
        self._adding = adding
        self._ask_first = ask_first

    def routes(self) -> list[web.RouteDef]:
        path = "/downloads"
        return [web.get(path, self.list), web.put(path, self.add), web.post(path, self.add_by_post)]

    @docs(
        tags=["Downloads"],
        summary="List the downloads",
        description=_LISTED,
        responses={200: {"schema": CurrentListShape}, 304: {"description": "Nothing changed since the ETag."}},
    )
    @query_schema(ListQuery)
    async def list(self, request: web.Request) -> web.StreamResponse:
        return await self._lists.answer(request, request[QUERY])

    @docs(tags=["Downloads"], summary="Add a download", description=_ADDED, responses={200: {"schema": StartedShape}})
    @body_schema(AddShape, torrent=True)
    async def add(self, request: web.Request) -> web.Response:
        return await self._add(request)

    @docs(
        tags=["Downloads"],
        summary="Add a download, as PUT does",
        description=_ADDED,
        responses={200: {"schema": StartedShape}},
    )
    @body_schema(AddShape, torrent=True)
    async def add_by_post(self, request: web.Request) -> web.Response:
        return await self._add(request)

    async def _add(self, request: web.Request) -> web.Response:
        body, torrent = request[BODY], request.get(TORRENT)
        wanted = await self._adding.read(body, torrent)
        if body["cli"] and torrent is None and self._ask_first(body["uri"]):
            return json_response(present_asked())
        added = await self._downloads.add(wanted)
        return json_response(present_started(added.infohash))


class LegacyDownloadsEndpoint(DownloadsEndpoint):
    """All downloads, for clients before 8.0."""

    @docs(
        tags=["Downloads"],
        summary="List the downloads",
        description=_LISTED,
        responses={200: {"schema": LegacyListShape}, 304: {"description": "Nothing changed since the ETag."}},
    )
    @query_schema(LegacyListQuery)
    async def list(self, request: web.Request) -> web.StreamResponse:
        return await self._lists.answer(request, request[QUERY])

    @docs(tags=["Downloads"], summary="Add a download", description=_ADDED, responses={200: {"schema": StartedShape}})
    @body_schema(LegacyAddShape, torrent=True)
    async def add(self, request: web.Request) -> web.Response:
        return await self._add(request)

    @docs(
        tags=["Downloads"],
        summary="Add a download, as PUT does",
        description=_ADDED,
        responses={200: {"schema": StartedShape}},
    )
    @body_schema(LegacyAddShape, torrent=True)
    async def add_by_post(self, request: web.Request) -> web.Response:
        return await self._add(request)
