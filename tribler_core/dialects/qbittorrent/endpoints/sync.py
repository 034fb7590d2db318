"""Polls. Source: sections 3.5 and 3.6 of the specification."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import encoded_answer
from tribler_core.dialects.qbittorrent.declare import ReadingEndpoint, asked, reads
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.shapes.polls import MainDataShape, TorrentPeersShape
from tribler_core.dialects.qbittorrent.sync.maindata import MainData
from tribler_core.dialects.qbittorrent.sync.peers import PeerPolls
from tribler_core.web.fields import Text, WholeNumber
from tribler_core.web.openapi.declare import docs


class PollQuery(Parameters):
    """What the client was told last."""

    rid = WholeNumber(load_default=0, metadata={"description": "Of the last answer; 0: tell everything."})


class PeersQuery(PollQuery):
    """Whose peers."""

    hash = Text(load_default="")


class SyncEndpoint(ReadingEndpoint):
    """What changed since the client last asked."""

    def __init__(self, main_data: MainData, peers: PeerPolls) -> None:
        self._main_data = main_data
        self._peers = peers

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/sync/maindata", self.maindata, PollQuery),
            *reads("/sync/torrentPeers", self.torrent_peers, PeersQuery),
        ]

    @docs(
        tags=["sync"],
        summary="Everything that changed",
        description="Merged over what the client has, the answer is the present state. `rid` may be any that was told "
        "within the last ten thousand changes; every other is answered in full.",
        responses={200: {"schema": MainDataShape}},
    )
    async def maindata(self, request: web.Request) -> web.StreamResponse:
        return await self._main_data.answer(request, asked(request)["rid"])

    @docs(tags=["sync"], summary="Peers that changed", responses={200: {"schema": TorrentPeersShape}})
    async def torrent_peers(self, request: web.Request) -> web.Response:
        given = asked(request)
        return encoded_answer(await self._peers.answer(given["hash"], given["rid"]))
