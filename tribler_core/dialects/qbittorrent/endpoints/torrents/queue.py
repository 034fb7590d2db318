"""Places in the queue, priorities of files, limits. Source: section 2.7 of the specification."""

from math import inf

from aiohttp import web

from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, asked, command, done
from tribler_core.dialects.qbittorrent.errors import Conflict
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.requests.torrents import FilePriorityBody, LimitBody, SomeTorrents
from tribler_core.dialects.qbittorrent.server import Server
from tribler_core.dialects.qbittorrent.vocabulary.numbers import to_limit, to_priority
from tribler_core.domain.download.patch import DownloadPatch, QueueMove
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs

_FROM_THE_END = (QueueMove.TOP, QueueMove.DOWN)
"""Moves that keep the order among the moved when the last of them goes first."""


class QueueEndpoint(Endpoint):
    """Places in the queue; torrents that are moved together keep their order."""

    def __init__(self, targets: Targets, server: Server) -> None:
        self._targets = targets
        self._server = server

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/increasePrio", self.increase, SomeTorrents),
            command("/torrents/decreasePrio", self.decrease, SomeTorrents),
            command("/torrents/topPrio", self.top, SomeTorrents),
            command("/torrents/bottomPrio", self.bottom, SomeTorrents),
        ]

    @docs(tags=["torrents"], summary="One place up", responses={200: EMPTY}, produces=(TEXT,))
    async def increase(self, request: web.Request) -> web.Response:
        return await self._move(request, QueueMove.UP)

    @docs(tags=["torrents"], summary="One place down", responses={200: EMPTY}, produces=(TEXT,))
    async def decrease(self, request: web.Request) -> web.Response:
        return await self._move(request, QueueMove.DOWN)

    @docs(tags=["torrents"], summary="To the top", responses={200: EMPTY}, produces=(TEXT,))
    async def top(self, request: web.Request) -> web.Response:
        return await self._move(request, QueueMove.TOP)

    @docs(tags=["torrents"], summary="To the bottom", responses={200: EMPTY}, produces=(TEXT,))
    async def bottom(self, request: web.Request) -> web.Response:
        return await self._move(request, QueueMove.BOTTOM)

    async def _move(self, request: web.Request, move: QueueMove) -> web.Response:
        if not self._server.queueing:
            raise Conflict("Torrent queueing must be enabled")
        queued = [row for row in await self._targets.several(asked(request)["hashes"]) if not row.complete]
        queued.sort(key=_place, reverse=move in _FROM_THE_END)
        for row in queued:  # one after the other, because the order matters
            await self._targets.update([row], lambda _: DownloadPatch(queue=move))
        return done()


def _place(row: Download) -> float:
    """Whoever was added a moment ago is behind those whose place has been told."""
    return inf if row.transfer.queue_position is None else row.transfer.queue_position


class WishesEndpoint(Endpoint):
    """Which files, and how fast."""

    def __init__(self, downloads: DownloadManager, targets: Targets) -> None:
        self._downloads = downloads
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/filePrio", self.file_priority, FilePriorityBody),
            command("/torrents/setDownloadLimit", self.limit_download, LimitBody),
            command("/torrents/setUploadLimit", self.limit_upload, LimitBody),
        ]

    @docs(tags=["torrents"], summary="Set priorities of files", responses={200: EMPTY}, produces=(TEXT,))
    async def file_priority(self, request: web.Request) -> web.Response:
        given = asked(request)
        priority = _priority(given["priority"])
        if not all(text.isdecimal() for text in given["id"]):
            raise InvalidParameter("File IDs must be integers")
        row = await self._targets.one(given["hash"])
        if not row.transfer.has_metadata:
            raise Conflict("Torrent's metadata has not yet downloaded")
        files = await self._downloads.files(row.infohash)
        wanted = [int(text) for text in given["id"]]
        if not all(index < len(files) for index in wanted):
            raise Conflict("File ID is not valid")
        priorities = {files[index].file.index: priority for index in wanted}
        await self._downloads.update(row.infohash, DownloadPatch(file_priorities=priorities))
        return done()

    @docs(tags=["torrents"], summary="Limit downloads", responses={200: EMPTY}, produces=(TEXT,))
    async def limit_download(self, request: web.Request) -> web.Response:
        limit = to_limit(asked(request)["limit"])
        rows = await self._targets.several(asked(request)["hashes"])
        await self._targets.update(rows, lambda _: DownloadPatch(download_limit=limit))
        return done()

    @docs(tags=["torrents"], summary="Limit uploads", responses={200: EMPTY}, produces=(TEXT,))
    async def limit_upload(self, request: web.Request) -> web.Response:
        limit = to_limit(asked(request)["limit"])
        rows = await self._targets.several(asked(request)["hashes"])
        await self._targets.update(rows, lambda _: DownloadPatch(upload_limit=limit))
        return done()


def _priority(text: str) -> int:
    """Raises: InvalidParameter."""
    if not text.strip().removeprefix("-").isdecimal():
        raise InvalidParameter("Priority must be an integer")
    priority = to_priority(int(text))
    if priority is None:
        raise InvalidParameter("Priority is not valid")
    return priority
