"""Search engines, of which the daemon has none: clients are told so politely. Source: section 4.2."""

from aiohttp import web
from marshmallow import Schema

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, ReadingEndpoint, command, done, many, reads
from tribler_core.dialects.qbittorrent.errors import Conflict, NothingSuch
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs

NO_ENGINE = "This daemon has no search engines."
NO_JOB = "No search has this id."


class NothingShape(Schema):
    """There are none."""


class SearchEndpoint(ReadingEndpoint):
    """What there is to search with, and what was found."""

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/search/plugins", self.none),
            *reads("/search/status", self.none),
            *reads("/search/categories", self.none),
            *reads("/search/results", self.no_job),
        ]

    @docs(tags=["search"], summary="List what there is: nothing", responses={200: {"schema": many(NothingShape)}})
    async def none(self, _: web.Request) -> web.Response:
        return json_answer([])

    @docs(tags=["search"], summary="Results of a search; there is none", responses={200: {"schema": NothingShape}})
    async def no_job(self, _: web.Request) -> web.Response:
        raise NothingSuch(NO_JOB)


class SearchingEndpoint(Endpoint):
    """Searches, and engines to search with."""

    changes = Scope.CONTROL

    def routes(self) -> list[web.RouteDef]:
        plugins = ("installPlugin", "uninstallPlugin", "enablePlugin", "updatePlugins")
        return [
            *(command(f"/search/{name}", self.refuse) for name in ("start", "downloadTorrent")),
            *(command(f"/search/{name}", self.no_job) for name in ("stop", "delete")),
            *(command(f"/search/{name}", self.nothing) for name in plugins),
        ]

    @docs(tags=["search"], summary="Search; answers 409", responses={200: EMPTY}, produces=(TEXT,))
    async def refuse(self, _: web.Request) -> web.Response:
        raise Conflict(NO_ENGINE)

    @docs(tags=["search"], summary="End a search; there is none", responses={200: EMPTY}, produces=(TEXT,))
    async def no_job(self, _: web.Request) -> web.Response:
        raise NothingSuch(NO_JOB)

    @docs(tags=["search"], summary="Change engines; there are none", responses={200: EMPTY}, produces=(TEXT,))
    async def nothing(self, _: web.Request) -> web.Response:
        return done()
