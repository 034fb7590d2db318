"""The log. Source: section 2.2 of the specification."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import ReadingEndpoint, asked, many, reads
from tribler_core.dialects.qbittorrent.journal import CRITICAL, INFO, NORMAL, WARNING, Journal
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.shapes.log import LogShape, PeerLogShape, present_log, present_peer_log
from tribler_core.web.fields import Flag, WholeNumber
from tribler_core.web.openapi.declare import docs

_KINDS = {"normal": NORMAL, "info": INFO, "warning": WARNING, "critical": CRITICAL}


class PeersLogQuery(Parameters):
    """From where on."""

    last_known_id = WholeNumber(load_default=-1, metadata={"description": "Only what came after this one."})


class LogQuery(PeersLogQuery):
    """What and from where on."""

    normal = Flag(load_default=True)
    info = Flag(load_default=True)
    warning = Flag(load_default=True)
    critical = Flag(load_default=True)


class LogEndpoint(ReadingEndpoint):
    """What happened."""

    def __init__(self, journal: Journal, profile: Profile) -> None:
        self._journal = journal
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [*reads("/log/main", self.main, LogQuery), *reads("/log/peers", self.peers, PeersLogQuery)]

    @docs(tags=["log"], summary="Lines of the log", responses={200: {"schema": many(LogShape)}})
    async def main(self, request: web.Request) -> web.Response:
        given = asked(request)
        kinds = sum(kind for name, kind in _KINDS.items() if given[name])
        entries = self._journal.entries(given["last_known_id"], kinds)
        return json_answer([present_log(entry, self._profile) for entry in entries])

    @docs(tags=["log"], summary="Peers that were turned away", responses={200: {"schema": many(PeerLogShape)}})
    async def peers(self, request: web.Request) -> web.Response:
        entries = self._journal.peers(asked(request)["last_known_id"])
        return json_answer([present_peer_log(entry, self._profile) for entry in entries])
