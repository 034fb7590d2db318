"""The files of a download."""

from aiohttp import web

from tribler_core.dialects.tribler.requests.paths import InfoHashPath
from tribler_core.dialects.tribler.shapes.file import FilesShape, present_files
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.endpoint import PATH, Endpoint
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import docs, path_schema


class DownloadFilesEndpoint(Endpoint):
    """The files of one download, and how much of each is there."""

    def __init__(self, downloads: DownloadManager) -> None:
        self._downloads = downloads

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/downloads/{infohash}/files", self.list)]

    @docs(
        tags=["Downloads"],
        summary="List the files of a download",
        description="Empty before the metadata has arrived; at most a second old.",
        responses={200: {"schema": FilesShape}},
    )
    @path_schema(InfoHashPath)
    async def list(self, request: web.Request) -> web.Response:
        download = await self._downloads.find(request[PATH]["infohash"])
        files = await self._downloads.files(download.infohash)
        return json_response({"infohash": download.infohash, "files": present_files(files)})
