"""Figures of the whole server, for everybody; and that it is up."""

from typing import Any

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import OpenEndpoint, answers, nested
from tribler_core.domain.download.state import DownloadState
from tribler_core.services.library.library import Library
from tribler_core.services.statistics import Statistics
from tribler_core.web.openapi.declare import docs


class StatsShape(Schema):
    """Figures."""

    total_users = fields.Integer(required=True)
    total_servers = fields.Integer(required=True)
    total_downloads = fields.Integer(required=True, metadata={"description": "Items ever."})
    total_torrent_downloads = fields.Integer(required=True)
    total_usenet_downloads = fields.Integer(required=True)
    total_web_downloads = fields.Integer(required=True)
    active_torrents = fields.Integer(required=True)
    active_usenet_downloads = fields.Integer(required=True)
    active_web_downloads = fields.Integer(required=True)
    total_bytes_downloaded = fields.Integer(required=True, metadata={"description": "Since the start."})
    total_bytes_uploaded = fields.Integer(required=True, metadata={"description": "Since the start."})


class StatsEndpoint(OpenEndpoint):
    """Figures."""

    def __init__(self, library: Library, statistics: Statistics) -> None:
        self._library = library
        self._statistics = statistics

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/stats", self.show)]

    @docs(
        tags=["general"],
        summary="Figures of the server",
        description="`error` is false, not null, in this answer.",
        responses=answers("StatsAnswer", nested(StatsShape)),
    )
    async def show(self, _: web.Request) -> web.Response:
        accounts, totals, states = (
            self._library.accounts.all(),
            await self._statistics.totals(),
            self._statistics.by_state(),
        )
        adds = sum(account.adds for account in accounts)
        shown: dict[str, Any] = {
            "total_users": len(accounts),
            "total_servers": 1,
            "total_downloads": adds,
            "total_torrent_downloads": adds,
            "total_usenet_downloads": 0,
            "total_web_downloads": 0,
            "active_torrents": states.get(DownloadState.DOWNLOADING, 0) + states.get(DownloadState.SEEDING, 0),
            "active_usenet_downloads": 0,
            "active_web_downloads": 0,
            "total_bytes_downloaded": totals.received,
            "total_bytes_uploaded": totals.sent,
        }
        return success("Stats were found.", shown, error=False)  # Quirk(JavaScript SDK): it refuses null here


class RootEndpoint(OpenEndpoint):
    """Everything that is no API, on a port that has nothing else."""

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/", self.show)]

    @docs(tags=["general"], summary="Whether the server is up", responses=answers("RootAnswer"))
    async def show(self, _: web.Request) -> web.Response:
        return _is_up()


def status(request: web.Request) -> web.Response | None:
    """What the root of the server answers to a program; None: a person asks, who wants a page."""
    return None if "text/html" in request.headers.get("Accept", "") else _is_up()


def _is_up() -> web.Response:
    return success("The server is up.")
