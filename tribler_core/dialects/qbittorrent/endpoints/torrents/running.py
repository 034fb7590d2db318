"""Torrents are started, stopped, checked, removed. Source: section 2.7 of the specification."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, asked, command, done
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.requests.torrents import (
    DeleteBody,
    ReannounceBody,
    SomeTorrents,
    SwitchedTorrents,
)
from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.downloads.requests import Removal
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs

START = DownloadPatch(command=Command.RESUME, auto_managed=True, forced=False)
"""In the queue."""
FORCE = DownloadPatch(command=Command.RESUME, forced=True)
"""Whatever the queue says."""
STOP = DownloadPatch(command=Command.STOP)


class StartStopEndpoint(Endpoint):
    """Both names of each: clients up to 4.6 know `pause` and `resume` alone."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/start", self.start, SomeTorrents),
            command("/torrents/resume", self.start, SomeTorrents),
            command("/torrents/stop", self.stop, SomeTorrents),
            command("/torrents/pause", self.stop, SomeTorrents),
            command("/torrents/setForceStart", self.force, SwitchedTorrents),
        ]

    @docs(tags=["torrents"], summary="Start torrents", responses={200: EMPTY}, produces=(TEXT,))
    async def start(self, request: web.Request) -> web.Response:
        return await self._each(request, START)

    @docs(tags=["torrents"], summary="Stop torrents", responses={200: EMPTY}, produces=(TEXT,))
    async def stop(self, request: web.Request) -> web.Response:
        return await self._each(request, STOP)

    @docs(tags=["torrents"], summary="Start torrents beside the queue", responses={200: EMPTY}, produces=(TEXT,))
    async def force(self, request: web.Request) -> web.Response:
        return await self._each(request, FORCE if asked(request)["value"] else START)

    async def _each(self, request: web.Request, patch: DownloadPatch) -> web.Response:
        await self._targets.update(await self._targets.several(asked(request)["hashes"]), lambda _: patch)
        return done()


class CareEndpoint(Endpoint):
    """Checked, announced, removed."""

    def __init__(self, downloads: DownloadManager, targets: Targets) -> None:
        self._downloads = downloads
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/recheck", self.recheck, SomeTorrents),
            command("/torrents/reannounce", self.reannounce, ReannounceBody),
            command("/torrents/delete", self.delete, DeleteBody),
            command("/torrents/toggleSequentialDownload", self.toggle_sequential, SomeTorrents),
        ]

    @docs(tags=["torrents"], summary="Check the data", responses={200: EMPTY}, produces=(TEXT,))
    async def recheck(self, request: web.Request) -> web.Response:
        rows = await self._targets.several(asked(request)["hashes"])
        known = [row for row in rows if row.transfer.has_metadata]
        await self._targets.update(known, lambda _: DownloadPatch(command=Command.RECHECK))
        return done()

    @docs(tags=["torrents"], summary="Announce now", responses={200: EMPTY}, produces=(TEXT,))
    async def reannounce(self, request: web.Request) -> web.Response:
        given = asked(request)
        for row in await self._targets.several(given["hashes"]):
            for url in given.get("urls") or [None]:
                await self._downloads.announce(row.infohash, url)
        return done()

    @docs(tags=["torrents"], summary="Remove torrents", responses={200: EMPTY}, produces=(TEXT,))
    async def delete(self, request: web.Request) -> web.Response:
        given = asked(request)
        rows = await self._targets.several(given["hashes"])
        with_data = given["delete_files"]
        await self._targets.order([Removal(infohash=row.infohash, with_data=with_data) for row in rows])
        return done()

    @docs(tags=["torrents"], summary="Switch the order of pieces", responses={200: EMPTY}, produces=(TEXT,))
    async def toggle_sequential(self, request: web.Request) -> web.Response:
        rows = await self._targets.several(asked(request)["hashes"])
        await self._targets.update(rows, lambda row: DownloadPatch(sequential=not row.settings.sequential))
        return done()
