"""What torrents with certificates of their own show to peers. Source: section 2.7 of the specification."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, ReadingEndpoint, asked, command, done, reads
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.requests.certificates import NAMES, SslParametersBody, certificate_of
from tribler_core.dialects.qbittorrent.requests.torrents import OneTorrent
from tribler_core.dialects.qbittorrent.shapes.answers import SslParametersShape
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Certificate
from tribler_core.domain.people.principal import Scope
from tribler_core.web.openapi.declare import docs


class SslEndpoint(ReadingEndpoint):
    """Torrents whose peers have to prove that they belong there."""

    reads = Scope.CONTROL
    changes = Scope.CONTROL

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/torrents/SSLParameters", self.show, OneTorrent),
            command("/torrents/setSSLParameters", self.set, SslParametersBody),
        ]

    @docs(tags=["torrents"], summary="The certificate of a torrent", responses={200: {"schema": SslParametersShape}})
    async def show(self, request: web.Request) -> web.Response:
        known = (await self._targets.one(asked(request)["hash"])).settings.certificate or Certificate()
        return json_answer(dict(zip(NAMES, (known.certificate, known.private_key, known.dh_params), strict=True)))

    @docs(tags=["torrents"], summary="Give a torrent a certificate", responses={200: EMPTY}, produces=(TEXT,))
    async def set(self, request: web.Request) -> web.Response:
        given = asked(request)
        row = await self._targets.one(given["hash"])
        patch = DownloadPatch(certificate=certificate_of(given))
        await self._targets.update([row], lambda _: patch)
        return done()
