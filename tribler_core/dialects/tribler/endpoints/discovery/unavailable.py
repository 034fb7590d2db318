"""Parts of Tribler that this daemon does not have: said so, under the paths where clients look for them."""

from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from aiohttp import web

from tribler_core.domain.errors import ComponentMissing
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs


class Absent(NamedTuple):
    """A route of a part that is not there."""

    method: str
    path: str


class UnavailableEndpoint(Endpoint):
    """One part that is not there. Every request is answered 404, as Tribler does without the component."""

    def __init__(self, absent: Sequence[Absent]) -> None:
        self._absent = absent

    def routes(self) -> list[web.RouteDef]:
        return [web.route(each.method, each.path, self.refuse) for each in self._absent]

    @docs(tags=["Not available"], summary="Not part of this daemon", responses={})
    async def refuse(self, request: web.Request) -> NoReturn:
        raise ComponentMissing(f"Required components not initialized to serve {request.path}")


METADATA = (
    Absent("GET", "/metadata/torrents/{infohash}/health"),
    Absent("PUT", "/metadata/torrents/{infohash}/tags"),
    Absent("DELETE", "/metadata/torrents/{infohash}/tags"),
    Absent("PATCH", "/metadata/torrents/{infohash}/tags"),
)
FEEDS = (Absent("PUT", "/rss"), Absent("PUT", "/recommender/clicked"))
DIAGNOSTICS = (
    *(Absent("GET", f"/debug/{what}") for what in ("open_files", "open_sockets", "threads", "log")),
    *(Absent("GET", f"/debug/{what}") for what in ("cpu/history", "memory/history", "memory/dump")),
    *(Absent(method, "/debug/profiler") for method in ("GET", "PUT", "DELETE")),
)
