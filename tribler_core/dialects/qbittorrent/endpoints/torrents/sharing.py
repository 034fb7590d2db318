"""How torrents are shared and managed. Source: section 2.7 of the specification."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, asked, command, done
from tribler_core.dialects.qbittorrent.labels import labels_of
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.requests.labels import ShareLimitsBody, changed_limits
from tribler_core.dialects.qbittorrent.requests.torrents import SomeTorrents, SwitchedTorrents
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import to_rule
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Flag, Text
from tribler_core.web.openapi.declare import docs


class ManagementBody(SomeTorrents):
    """Which torrents, and whether their folders follow their categories."""

    enable = Flag(load_default=False)


class CommentBody(SomeTorrents):
    """Which torrents, and what is to be said of them."""

    comment = Text(load_default="")


class SharingEndpoint(Endpoint):
    """What the owner wants of torrents."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/setShareLimits", self.limit, ShareLimitsBody),
            command("/torrents/setSuperSeeding", self.super_seed, SwitchedTorrents),
            command("/torrents/setAutoManagement", self.manage, ManagementBody),
            command("/torrents/toggleFirstLastPiecePrio", self.toggle_first_last, SomeTorrents),
            command("/torrents/setComment", self.comment, CommentBody),
        ]

    @docs(tags=["torrents"], summary="Say when seeding ends", responses={200: EMPTY}, produces=(TEXT,))
    async def limit(self, request: web.Request) -> web.Response:
        given = asked(request)
        rows = await self._targets.several(given["hashes"])
        await self._targets.update(
            rows, lambda row: DownloadPatch(seeding=to_rule(changed_limits(labels_of(row).limits, given)))
        )
        return done()

    @docs(tags=["torrents"], summary="Seed as the only source does", responses={200: EMPTY}, produces=(TEXT,))
    async def super_seed(self, request: web.Request) -> web.Response:
        return await self._each(request, DownloadPatch(super_seeding=asked(request)["value"]))

    @docs(tags=["torrents"], summary="Let categories choose the folders", responses={200: EMPTY}, produces=(TEXT,))
    async def manage(self, request: web.Request) -> web.Response:
        return await self._each(request, DownloadPatch(managed=asked(request)["enable"]))

    @docs(tags=["torrents"], summary="Switch the ends of files first", responses={200: EMPTY}, produces=(TEXT,))
    async def toggle_first_last(self, request: web.Request) -> web.Response:
        rows = await self._targets.several(asked(request)["hashes"])
        await self._targets.update(rows, lambda row: DownloadPatch(first_last_first=not row.settings.first_last_first))
        return done()

    @docs(tags=["torrents"], summary="Comment on torrents", responses={200: EMPTY}, produces=(TEXT,))
    async def comment(self, request: web.Request) -> web.Response:
        return await self._each(request, DownloadPatch(comment=asked(request)["comment"].strip()))

    async def _each(self, request: web.Request, patch: DownloadPatch) -> web.Response:
        await self._targets.update(await self._targets.several(asked(request)["hashes"]), lambda _: patch)
        return done()
