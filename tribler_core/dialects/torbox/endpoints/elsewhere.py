"""Services that this daemon does not have: empty lists for clients that always ask, a plain no for the rest."""

from aiohttp import web
from marshmallow import fields

from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers, asked
from tribler_core.dialects.torbox.endpoints.torrents.caching import LIST, OBJECT
from tribler_core.dialects.torbox.requests.fields import ItemNumber, TorBoxShape, Word
from tribler_core.domain.library.errors import ItemNotFound, NotOffered
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import body_schema, docs, query_schema

LISTS = ("/usenet/mylist", "/webdl/mylist")
NOTHING = ("/webdl/hosters", "/rss/getfeeds", "/integration/jobs", "/integration/jobs/{hash}")
CACHES = ("/usenet/checkcached", "/webdl/checkcached")
SERVICES = ("usenet", "webdl", "integration", "rss")
REFUSED = ("/usenet/requestdl", "/webdl/requestdl", "/stream/{method}")
_EMPTY_CACHE = answers("EmptyCacheAnswer", fields.Raw())
_EMPTY = answers("EmptyAnswer", fields.List(fields.Raw(), required=True))


class EmptyListQuery(TorBoxShape):
    """One of nothing is not there."""

    id = ItemNumber()


class EmptyCacheQuery(TorBoxShape):
    """In which form nothing is told."""

    format = Word((OBJECT, LIST), load_default=OBJECT)


class EmptyEndpoint(Endpoint):
    """Lists without anything in them."""

    def routes(self) -> list[web.RouteDef]:
        listed = [web.get(path, self.list) for path in LISTS]
        nothing = [web.get(path, self.nothing) for path in NOTHING]
        looked = [web.get(path, self.cached) for path in CACHES]
        asked_for = [web.post(path, self.cached_of) for path in CACHES]
        return [*listed, *nothing, *looked, *asked_for]

    @docs(tags=["not offered"], summary="Nothing", responses=_EMPTY)
    @query_schema(EmptyListQuery)
    async def list(self, request: web.Request) -> web.Response:
        if "id" in asked(request):
            raise ItemNotFound
        return success("Nothing was listed.", [])

    @docs(tags=["not offered"], summary="Nothing", responses=_EMPTY)
    async def nothing(self, _: web.Request) -> web.Response:
        return success("Nothing was listed.", [])

    @docs(tags=["not offered"], summary="Nothing is cached", responses=_EMPTY_CACHE)
    @query_schema(EmptyCacheQuery)
    async def cached(self, request: web.Request) -> web.Response:
        return _nothing_cached(request)

    @docs(tags=["not offered"], summary="Nothing is cached", responses=_EMPTY_CACHE)
    @body_schema(EmptyCacheQuery)
    async def cached_of(self, request: web.Request) -> web.Response:
        return _nothing_cached(request)


class RefusingEndpoint(Endpoint):
    """What would need a service that is not there."""

    def routes(self) -> list[web.RouteDef]:
        changing = [add(f"/{service}/{{method}}", self.refuse) for service in SERVICES for add in (web.post, web.put)]
        return [*changing, *(web.get(path, self.refuse) for path in REFUSED)]

    @docs(tags=["not offered"], summary="Refused", responses=answers("RefusedAnswer"))
    async def refuse(self, _: web.Request) -> web.Response:
        raise NotOffered("this server offers torrents alone")


def _nothing_cached(request: web.Request) -> web.Response:
    return success("Nothing is cached.", [] if asked(request)["format"] == LIST else {})
