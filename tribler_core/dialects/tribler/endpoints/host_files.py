"""Folders and files on the daemon's host, as far as the path policy lets clients look."""

import os

from aiohttp import web

from tribler_core.dialects.tribler.shapes.host_files import (
    BrowseShape,
    CreatedFolderShape,
    FileListShape,
    present_browsed,
    present_created,
    present_listed,
)
from tribler_core.domain.errors import NotAllowed, NotFound, PathNotAllowed
from tribler_core.services.host_files import HostFiles
from tribler_core.web.access.origin import is_cross_site
from tribler_core.web.endpoint import BODY, QUERY, Endpoint
from tribler_core.web.fields import Flag, RequestShape, Text
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs, query_schema


class BrowseQuery(RequestShape):
    """The folder to look into."""

    path = Text(load_default="", metadata={"description": "Empty: the download folder."})
    files = Flag(load_default=False, metadata={"description": "Show files beside the folders."})


class FileListQuery(RequestShape):
    """The folder whose files are listed."""

    path = Text(required=True)
    recursively = Flag(load_default=True, metadata={"description": "Those in the folders below as well."})


class FolderToMake(RequestShape):
    """The folder to make."""

    path = Text(required=True)
    recursively = Flag(load_default=True, metadata={"description": "Accepted; missing parents are always made."})


class FilesEndpoint(Endpoint):
    """The host's folders: look, list, make."""

    def __init__(self, host_files: HostFiles) -> None:
        self._host_files = host_files

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/files/browse", self.browse),
            web.get("/files/list", self.list),
            web.get("/files/create", self.create_by_get),
            web.post("/files/create", self.create),
        ]

    @docs(
        tags=["Files"],
        summary="Look into a folder of the host",
        description="A folder that is missing, falls back to the nearest one above it.",
        responses={200: {"schema": BrowseShape}},
    )
    @query_schema(BrowseQuery)
    async def browse(self, request: web.Request) -> web.Response:
        query = request[QUERY]
        try:
            listing = await self._host_files.browse(query["path"], files=query["files"])
        except PathNotAllowed as refused:
            raise NotFound(str(refused)) from refused  # Quirk(tribler): its chooser then shows the default folder
        return json_response(present_browsed(listing, os.sep))

    @docs(tags=["Files"], summary="List the files of a folder", responses={200: {"schema": FileListShape}})
    @query_schema(FileListQuery)
    async def list(self, request: web.Request) -> web.Response:
        query = request[QUERY]
        listing = await self._host_files.list_files(query["path"], recursively=query["recursively"])
        return json_response(present_listed(listing))

    @docs(tags=["Files"], summary="Make a folder", responses={200: {"schema": CreatedFolderShape}})
    @body_schema(FolderToMake)
    async def create(self, request: web.Request) -> web.Response:
        return json_response(present_created(await self._host_files.create(request[BODY]["path"])))

    @docs(
        tags=["Files"],
        summary="Make a folder, as Tribler's web interface asks for it",
        description="Refused for other sites' pages, because browsers follow such links.",
        responses={200: {"schema": CreatedFolderShape}},
    )
    @query_schema(FolderToMake)
    async def create_by_get(self, request: web.Request) -> web.Response:
        if is_cross_site(request):
            raise NotAllowed("a page of another origin may not do this")
        return json_response(present_created(await self._host_files.create(request[QUERY]["path"])))
