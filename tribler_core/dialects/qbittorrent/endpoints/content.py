"""The content of torrents, file by file. Source: section 2.5 of the specification."""

from collections.abc import Sequence
from urllib.parse import quote

from aiohttp import web

from tribler_core.dialects.qbittorrent.declare import ReadingEndpoint, asked, reads
from tribler_core.dialects.qbittorrent.errors import Conflict, NothingSuch
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.requests.torrents import OneTorrent
from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.torrent.files import DownloadFile
from tribler_core.foundation.units import Bytes
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.streaming.content import ContentStreaming
from tribler_core.web.content.sending import Content, send_content
from tribler_core.web.fields import Text
from tribler_core.web.openapi.declare import docs

_ANYTHING = "application/octet-stream"


class FileQuery(OneTorrent):
    """Which file of which torrent."""

    file = Text(load_default="", metadata={"description": "Its index, or its path below the save path."})


class ContentEndpoint(ReadingEndpoint):
    """Files that are complete are sent to whoever may look at torrents."""

    def __init__(self, downloads: DownloadManager, targets: Targets, streaming: ContentStreaming) -> None:
        self._downloads = downloads
        self._targets = targets
        self._streaming = streaming

    def routes(self) -> list[web.RouteDef]:
        return [*reads("/torrents/downloadFile", self.send, FileQuery)]

    @docs(
        tags=["torrents"],
        summary="Fetch a file of a torrent",
        description="Honours `Range`. 409 before the metadata is there, or while the file is not complete.",
        responses={200: {"description": "The whole file."}, 206: {"description": "A part of it."}},
        produces=(_ANYTHING,),
    )
    async def send(self, request: web.Request) -> web.StreamResponse:
        given = asked(request)
        try:
            download = await self._targets.one(given["hash"])
        except DownloadNotFound as refused:
            raise NothingSuch("Torrent not found") from refused
        if not download.transfer.has_metadata:
            raise Conflict("Torrent's metadata has not yet downloaded")
        chosen = _chosen(await self._downloads.files(download.infohash), given["file"])
        if chosen.downloaded < chosen.file.size:
            raise Conflict("File not fully downloaded")
        opened = await self._streaming.open(download.infohash, chosen.file.index)
        named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(opened.name, safe='')}"}
        if opened.path_if_complete is not None:
            return web.FileResponse(opened.path_if_complete, headers={**named, "Content-Type": _ANYTHING})
        content = Content(size=Bytes(opened.size), media_type=_ANYTHING, tag=opened.etag, read=opened.read)
        return await send_content(request, content)


def _chosen(files: Sequence[DownloadFile], text: str) -> DownloadFile:
    """By index as clients count, pad files left out, or by path. Raises: Conflict."""
    if text.isdecimal():
        if int(text) >= len(files):
            raise Conflict(f"Index {text} is out of bounds.")
        return files[int(text)]
    for each in files:
        if each.file.path == text:
            return each
    raise Conflict(f'"{text}" is not a valid file path.')
