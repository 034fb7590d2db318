"""What is here already."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers
from tribler_core.dialects.torbox.requests.bodies import decode_loosely, normal
from tribler_core.dialects.torbox.requests.fields import LooseFlag, Texts, TorBoxShape, Word
from tribler_core.dialects.torbox.shapes.file import CachedFileShape, present_cached_file
from tribler_core.domain.errors import MissingParameter
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.library.cached import CachedTorrent
from tribler_core.services.library.delivery.digests import Digests
from tribler_core.services.library.library import Library
from tribler_core.web.endpoint import BODY, QUERY, Endpoint
from tribler_core.web.openapi.declare import body_schema, docs, query_schema
from tribler_core.web.request.validation import load

OBJECT, LIST = "object", "list"
PATIENCE = Seconds(60.0)
"""For the body of a GET."""


class CachedQuery(TorBoxShape):
    """Torrents by infohash."""

    aliases = {"hashes": "hash"}  # noqa: RUF012 - declared a ClassVar by the base
    hash = Texts(metadata={"description": "Infohashes: repeated, or with commas; also as `hashes`."})
    format = Word((OBJECT, LIST), load_default=OBJECT, metadata={"description": "object or list"})
    list_files = LooseFlag(load_default=False)


class CachedBody(CachedQuery):
    """Torrents by infohash, any number of them."""


class CachedShape(Schema):
    """A torrent that is here."""

    name = fields.String(required=True)
    size = fields.Integer(required=True)
    hash = fields.String(required=True)
    files = fields.List(fields.Nested(CachedFileShape), metadata={"description": "Only with `list_files`."})


_ANSWERS = answers(
    "CachedAnswer",
    fields.Dict(
        keys=fields.String(),
        values=fields.Nested(CachedShape),
        required=True,
        metadata={"description": "By hash; an array of the same with `format=list`."},
    ),
)


class CacheEndpoint(Endpoint):
    """Which torrents are complete on this server. Only those are named."""

    def __init__(self, library: Library, digests: Digests) -> None:
        self._library = library
        self._digests = digests

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/torrents/checkcached", self.look), web.post("/torrents/checkcached", self.look_up)]

    @docs(tags=["torrents"], summary="Which torrents are cached", responses=_ANSWERS)
    @query_schema(CachedQuery)
    async def look(self, request: web.Request) -> web.Response:
        query = request[QUERY]
        if request.can_read_body:  # Quirk(StremThru): GET with a body
            sent = (await decode_loosely(request, PATIENCE)).values
            named = {CachedQuery.aliases.get(normal(name), normal(name)) for name in sent}
            body = load(CachedQuery(), sent)
            query = {**query, **{name: value for name, value in body.items() if normal(name) in named}}
        return await self._answer(request, query)

    @docs(tags=["torrents"], summary="Which torrents are cached", responses=_ANSWERS)
    @body_schema(CachedBody)
    async def look_up(self, request: web.Request) -> web.Response:
        return await self._answer(request, request[BODY])

    async def _answer(self, request: web.Request, asked: dict[str, Any]) -> web.Response:
        if not asked.get("hash"):
            raise MissingParameter("hash")
        spelled = list(dict.fromkeys(asked["hash"]))
        parsed = {text: infohash for text in spelled if (infohash := InfoHash.parse_loose(text)) is not None}
        found = await self._library.look_cached(
            holder_of(request).account, list(dict.fromkeys(parsed.values())), with_files=asked["list_files"]
        )
        entries = {each.infohash: await self._present(each, with_files=asked["list_files"]) for each in found}
        said = "Torrents were looked up in the cache."
        if asked["format"] == LIST:
            return success(said, list(entries.values()))
        return success(said, {name: entries[infohash] for name, infohash in _keys(parsed) if infohash in entries})

    async def _present(self, cached: CachedTorrent, *, with_files: bool) -> dict[str, Any]:
        """As CachedShape."""
        entry: dict[str, Any] = {"name": cached.name, "size": cached.size, "hash": cached.infohash}
        if with_files:
            digests = await self._digests.of(cached.infohash)
            entry["files"] = [present_cached_file(file, digests) for file in cached.files]
        return entry


def _keys(parsed: dict[str, InfoHash]) -> Iterable[tuple[str, InfoHash]]:
    """Lower-case, and as the client spelled it: clients look for what they sent."""
    for text, infohash in parsed.items():
        yield infohash, infohash
        if text != infohash:
            yield text, infohash
