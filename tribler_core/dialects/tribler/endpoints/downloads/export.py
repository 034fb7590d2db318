"""The .torrent of a download."""

from aiohttp import web

from tribler_core.dialects.tribler.requests.paths import InfoHashPath
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.endpoint import PATH, Endpoint
from tribler_core.web.openapi.declare import TORRENT_FILE, docs, path_schema


class DownloadExportTorrentEndpoint(Endpoint):
    """A download as a .torrent file."""

    def __init__(self, downloads: DownloadManager) -> None:
        self._downloads = downloads

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/downloads/{infohash}/torrent", self.export)]

    @docs(
        tags=["Downloads"],
        summary="Export a download as a .torrent file",
        responses={200: {"description": "The bencoded torrent."}},
        produces=(TORRENT_FILE,),
    )
    @path_schema(InfoHashPath)
    async def export(self, request: web.Request) -> web.Response:
        download = await self._downloads.find(request[PATH]["infohash"])
        torrent = await self._downloads.export(download.infohash)
        headers = {"Content-Disposition": f"attachment; filename={download.infohash}.torrent"}
        return web.Response(body=torrent, content_type=TORRENT_FILE, headers=headers)
