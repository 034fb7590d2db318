"""What a torrent is, before anybody has it."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.config.sections import TorBoxSection
from tribler_core.dialects.torbox.access.authenticator import TorBoxAuthenticator, offered_key
from tribler_core.dialects.torbox.access.rates import Allowance, Rates
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import OpenEndpoint, answers, asked, nested
from tribler_core.dialects.torbox.endpoints.torrents.exporting import torrent_response
from tribler_core.dialects.torbox.requests.fields import LooseFlag, TorBoxShape, TorrentBytes
from tribler_core.dialects.torbox.shapes.file import PlainFileShape, present_plain_file
from tribler_core.domain.errors import InvalidParameter, MissingParameter, UnsupportedUri
from tribler_core.domain.library.errors import BadTorrent, NoCredentials, TooOften
from tribler_core.domain.ports import MetainfoReader
from tribler_core.domain.torrent.source import Magnet
from tribler_core.services.library.files import numbered
from tribler_core.services.library.looking import Found, Looking
from tribler_core.services.metainfo.uris import source_of
from tribler_core.web.access.slow_down import site_of
from tribler_core.web.fields import FiniteNumber, Text
from tribler_core.web.openapi.declare import TORRENT_FILE, body_schema, docs, query_schema
from tribler_core.web.request.disconnect import while_connected

AT_ONCE = 4
"""Look-ups of one address."""
MAGNET_TIMEOUT = 30.0


class InfoQuery(TorBoxShape):
    """A torrent by infohash."""

    hash = Text(required=True, metadata={"description": "40 or 64 hex digits, or 32 of base-32."})
    timeout = FiniteNumber(metadata={"description": "Seconds, 1 to 60; else as configured, 10."})
    use_cache_lookup = LooseFlag(load_default=False, metadata={"description": "Only from what is known here."})


class InfoBody(TorBoxShape):
    """A torrent by infohash, magnet or file; the first of these counts."""

    hash = Text()
    magnet = Text()
    file = TorrentBytes()
    timeout = FiniteNumber(metadata={"description": "Seconds, 1 to 60; else as configured, 10."})
    use_cache_lookup = LooseFlag(load_default=False)
    peers_only = LooseFlag(load_default=False)


class MagnetBody(TorBoxShape):
    """A magnet."""

    magnet = Text(required=True)
    timeout = FiniteNumber(load_default=MAGNET_TIMEOUT)


class InfoShape(Schema):
    """What a torrent is."""

    name = fields.String(required=True)
    hash = fields.String(required=True)
    size = fields.Integer(required=True)
    trackers = fields.List(fields.String(), required=True)
    seeds = fields.Integer(required=True, metadata={"description": "0: none, or unknown."})
    peers = fields.Integer(required=True)
    files = fields.List(fields.Nested(PlainFileShape), required=True)


def present_info(found: Found) -> dict[str, Any]:
    """As InfoShape."""
    metainfo, transfer = found.metainfo, found.row.transfer if found.row is not None else None
    seeds = max(transfer.scrape_seeds or 0, transfer.seeds_connected) if transfer is not None else 0
    leeches = (transfer.scrape_leeches or 0) if transfer is not None else 0
    connected = transfer.peers_connected if transfer is not None else 0
    return {
        "name": metainfo.name,
        "hash": metainfo.infohash,
        "size": metainfo.size,
        "trackers": [url for tier in metainfo.trackers for url in tier],
        "seeds": seeds,
        "peers": max(seeds + leeches, connected),
        "files": [present_plain_file(file) for file in numbered(metainfo.files)],
    }


_ANSWERS = answers("InfoAnswer", nested(InfoShape))


class InfoEndpoint(OpenEndpoint):
    """Look-ups, by whoever asks; bounded for each address. They stop when the client hangs up."""

    def __init__(
        self,
        looking: Looking,
        reader: MetainfoReader,
        rates: Rates,
        section: Callable[[], TorBoxSection],
        authenticator: TorBoxAuthenticator,
    ) -> None:
        self._looking = looking
        self._reader = reader
        self._rates = rates
        self._section = section
        self._authenticator = authenticator
        self._under_way: dict[str, int] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/torrents/torrentinfo", self.of_hash),
            web.post("/torrents/torrentinfo", self.of_any),
            web.post("/torrents/magnettofile", self.to_file),
        ]

    @docs(tags=["torrents"], summary="What a torrent is", responses=_ANSWERS)
    @query_schema(InfoQuery)
    async def of_hash(self, request: web.Request) -> web.Response:
        query = asked(request)
        found = await self._bounded(request, self._magnet(query["hash"]), query)
        return success("Torrent info was found.", present_info(found))

    @docs(tags=["torrents"], summary="What a torrent is", responses=_ANSWERS)
    @body_schema(InfoBody, torrent=True)
    async def of_any(self, request: web.Request) -> web.Response:
        body = asked(request)
        if (named := body.get("hash") or body.get("magnet")) is not None:
            found = await self._bounded(request, self._magnet(named), body)
        elif "file" in body:
            await self._count(request)
            found = await self._looking.by_bytes(body["file"])
        else:
            raise MissingParameter("hash, magnet or file")
        return success("Torrent info was found.", present_info(found))

    @docs(
        tags=["torrents"],
        summary="A magnet as a .torrent",
        responses={200: {"description": "The .torrent."}},
        produces=(TORRENT_FILE,),
    )
    @body_schema(MagnetBody)
    async def to_file(self, request: web.Request) -> web.Response:
        body = asked(request)
        found = await self._bounded(request, self._magnet(body["magnet"]), body)
        return torrent_response(found.metainfo.data, found.metainfo.name)

    def _magnet(self, text: str) -> Magnet:
        """Raises: BadTorrent."""
        try:
            source = source_of(text, self._reader)
        except (UnsupportedUri, InvalidParameter) as error:
            raise BadTorrent(f"this names no torrent: {error}") from error
        if not isinstance(source, Magnet):
            raise BadTorrent("this names no torrent")
        return source

    async def _bounded(self, request: web.Request, magnet: Magnet, asked: dict[str, Any]) -> Found:
        """Raises: TooOften, MetainfoTimeout, AnonymityUnavailable."""
        await self._count(request)
        site, limited = site_of(request.remote or ""), self._section().metadata_per_minute > 0
        if limited and self._under_way.get(site, 0) >= AT_ONCE:
            raise TooOften(f"{AT_ONCE} at one time, {self._section().metadata_per_minute} per 1 minute", 1)
        self._under_way[site] = self._under_way.get(site, 0) + 1
        try:
            look = self._looking.by_magnet(
                magnet,
                hops=self._looking.hops_of(offered_key(request)),
                timeout=asked.get("timeout"),
                locally=asked.get("use_cache_lookup", False),
            )
            return await while_connected(request, look)
        finally:
            self._under_way[site] -= 1
            if not self._under_way[site]:
                del self._under_way[site]

    async def _count(self, request: web.Request) -> None:
        """Raises: TooOften; NoCredentials or BadKey where the operator wants a key."""
        if self._section().metadata_requires_auth and await self._authenticator.identify(request) is None:
            raise NoCredentials
        allowance = Allowance("look-ups", self._section().metadata_per_minute, 60)
        self._rates.take(request, allowance, site_of(request.remote or ""))
