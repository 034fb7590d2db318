"""All torrents together: speeds and limits. Source: section 2.4 of the specification."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import (
    EMPTY,
    TEXT,
    ReadingEndpoint,
    asked,
    command,
    done,
    done_silently,
    reads,
    text,
)
from tribler_core.dialects.qbittorrent.endpoints.torrents.swarm import address_of
from tribler_core.dialects.qbittorrent.journal import Journal
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.fields import Parameters, Separated
from tribler_core.dialects.qbittorrent.server import Server
from tribler_core.dialects.qbittorrent.shapes.answers import SpeedLimitsShape
from tribler_core.dialects.qbittorrent.shapes.server_state import TransferInfoShape, present_transfer_info
from tribler_core.dialects.qbittorrent.speed import SpeedLimits
from tribler_core.dialects.qbittorrent.sync.maindata import MainData
from tribler_core.dialects.qbittorrent.vocabulary.numbers import from_limit, to_limit
from tribler_core.domain.errors import InvalidParameter
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import WholeNumber
from tribler_core.web.openapi.declare import docs

BanPeers = Callable[[Sequence[str]], Awaitable[None]]
"""Never talk to these addresses again, and drop their connections."""


class GlobalLimitBody(Parameters):
    """How fast."""

    limit = WholeNumber(required=True, metadata={"description": "Bytes/s; 0 or less: none."})


class ModeBody(Parameters):
    """Which set of limits."""

    mode = WholeNumber(metadata={"description": "0: the usual set, else the alternative one."})


class SpeedLimitsBody(Parameters):
    """Both sets, bytes/s; 0 or less: none; what is left out stays."""

    up_limit = WholeNumber()
    dl_limit = WholeNumber()
    alt_up_limit = WholeNumber()
    alt_dl_limit = WholeNumber()


class BanBody(Parameters):
    """Whom to talk to no more."""

    peers = Separated("|", required=True, metadata={"description": "`ip:port` or `[ip]:port`."})


class TransferEndpoint(ReadingEndpoint):
    """How fast everything is and may be."""

    def __init__(self, server: Server, main_data: MainData, speed: SpeedLimits) -> None:
        self._server = server
        self._main_data = main_data
        self._speed = speed

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/transfer/info", self.info),
            *reads("/transfer/speedLimitsMode", self.mode),
            *reads("/transfer/downloadLimit", self.download_limit),
            *reads("/transfer/uploadLimit", self.upload_limit),
            *reads("/transfer/getSpeedLimits", self.limits),
        ]

    @docs(tags=["transfer"], summary="Speeds and totals", responses={200: {"schema": TransferInfoShape}})
    async def info(self, _: web.Request) -> web.Response:
        return json_answer(present_transfer_info(await self._server.gather(), *self._main_data.rates()))

    @docs(
        tags=["transfer"],
        summary="Which limits are in force",
        responses={200: {"description": "`1`: the alternative ones."}},
        produces=(TEXT,),
    )
    async def mode(self, _: web.Request) -> web.Response:
        return text(str(int(self._speed.alternative)))

    @docs(tags=["transfer"], summary="In force", responses={200: {"description": "Bytes/s."}}, produces=(TEXT,))
    async def download_limit(self, _: web.Request) -> web.Response:
        return text(str(from_limit(self._speed.download(alternative=self._speed.alternative))))

    @docs(tags=["transfer"], summary="In force", responses={200: {"description": "Bytes/s."}}, produces=(TEXT,))
    async def upload_limit(self, _: web.Request) -> web.Response:
        return text(str(from_limit(self._speed.upload(alternative=self._speed.alternative))))

    @docs(tags=["transfer"], summary="Both sets of limits", responses={200: {"schema": SpeedLimitsShape}})
    async def limits(self, _: web.Request) -> web.Response:
        speed = self._speed
        return json_answer(
            {
                "up_limit": from_limit(speed.upload(alternative=False)),
                "dl_limit": from_limit(speed.download(alternative=False)),
                "alt_up_limit": from_limit(speed.upload(alternative=True)),
                "alt_dl_limit": from_limit(speed.download(alternative=True)),
            }
        )


class LimitEndpoint(Endpoint):
    """How fast everything may be."""

    def __init__(self, speed: SpeedLimits, profile: Profile) -> None:
        self._speed = speed
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/transfer/setDownloadLimit", self.limit_download, GlobalLimitBody),
            command("/transfer/setUploadLimit", self.limit_upload, GlobalLimitBody),
            command("/transfer/setSpeedLimits", self.set_all, SpeedLimitsBody),
            command("/transfer/setSpeedLimitsMode", self.set_mode, ModeBody),
            command("/transfer/toggleSpeedLimitsMode", self.toggle),
        ]

    @docs(tags=["transfer"], summary="Limit downloads", responses={200: EMPTY}, produces=(TEXT,))
    async def limit_download(self, request: web.Request) -> web.Response:
        await self._speed.change(alternative=self._speed.alternative, download=to_limit(asked(request)["limit"]))
        return done()

    @docs(tags=["transfer"], summary="Limit uploads", responses={200: EMPTY}, produces=(TEXT,))
    async def limit_upload(self, request: web.Request) -> web.Response:
        await self._speed.change(alternative=self._speed.alternative, upload=to_limit(asked(request)["limit"]))
        return done()

    @docs(tags=["transfer"], summary="Set both sets of limits", responses={200: EMPTY}, produces=(TEXT,))
    async def set_all(self, request: web.Request) -> web.Response:
        given = asked(request)
        limits = {name: to_limit(number) for name, number in given.items()}
        for alternative, mark in ((False, ""), (True, "alt_")):
            if {f"{mark}dl_limit", f"{mark}up_limit"} & limits.keys():
                await self._speed.change(
                    alternative=alternative,
                    download=_given(limits, f"{mark}dl_limit"),
                    upload=_given(limits, f"{mark}up_limit"),
                )
        return done_silently(self._profile)

    @docs(tags=["transfer"], summary="Choose a set of limits", responses={200: EMPTY}, produces=(TEXT,))
    async def set_mode(self, request: web.Request) -> web.Response:
        if "mode" not in asked(request):
            raise InvalidParameter("'mode': invalid argument")
        await self._speed.switch(alternative=asked(request)["mode"] != 0)
        return done()

    @docs(tags=["transfer"], summary="Choose the other set of limits", responses={200: EMPTY}, produces=(TEXT,))
    async def toggle(self, _: web.Request) -> web.Response:
        await self._speed.switch(alternative=not self._speed.alternative)
        return done()


class BanEndpoint(Endpoint):
    """Peers that nobody wants."""

    def __init__(self, ban: BanPeers, journal: Journal, clock: Clock) -> None:
        self._ban = ban
        self._journal = journal
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [command("/transfer/banPeers", self.ban, BanBody)]

    @docs(tags=["transfer"], summary="Ban peers", responses={200: EMPTY}, produces=(TEXT,))
    async def ban(self, request: web.Request) -> web.Response:
        found = (address_of(peer) for peer in asked(request)["peers"])
        addresses = list(dict.fromkeys(address[0] for address in found if address is not None))
        if addresses:
            await self._ban(addresses)
        for address in addresses:
            self._journal.note_peer(address, "banned", self._clock.microseconds() // 1000, blocked=False)
        return done()


def _given(limits: dict[str, BytesPerSecond | None], name: str) -> BytesPerSecond | Unchanged | None:
    return limits.get(name, UNSET)
