"""Torrents made of files on the host."""

from typing import Any

from aiohttp import web
from marshmallow import validate

from tribler_core.dialects.tribler.shapes.answers import SuccessShape
from tribler_core.dialects.tribler.shapes.making import (
    CancelledShape,
    JobShape,
    JobsShape,
    MadeShape,
    present_job,
    present_made,
)
from tribler_core.domain.errors import InvalidParameter
from tribler_core.services.making.request import MakeRequest
from tribler_core.services.making.service import TorrentMaking
from tribler_core.web.endpoint import BODY, PATH, Endpoint
from tribler_core.web.fields import Flag, RequestShape, Text, TextList, WholeNumber
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs, path_schema
from tribler_core.web.request.disconnect import while_connected


class RecipeShape(RequestShape):
    """A torrent to make."""

    files = TextList(
        required=True,
        metadata={"description": "Paths of files or of one folder on the host."},
    )
    filenames = TextList(load_default=[], metadata={"description": "Their names inside the torrent, in order."})
    name = Text(load_default="", metadata={"description": "Of the torrent; empty: that of the file or folder."})
    description = Text(load_default="", metadata={"description": "The torrent's comment."})
    trackers = TextList(load_default=[])
    export_dir = Text(load_default="", metadata={"description": "Gets `<name>.torrent`; empty: the download folder."})
    initial_nodes = TextList(load_default=[], metadata={"description": "DHT nodes, each `<host> <port>`."})
    web_seeds = TextList(load_default=[])
    torrent_version = Text(load_default="v1", validate=validate.OneOf(["v1", "v2", "hybrid"]))
    private = Flag(load_default=False)
    piece_size = WholeNumber(load_default=None, metadata={"description": "Bytes, a power of two; absent: by size."})
    download = Flag(load_default=True, metadata={"description": "Seed it."})


class LegacyRecipeShape(RecipeShape):
    """A torrent to make, for clients before 8.0."""

    download = Flag(load_default=False, metadata={"description": "Seed it."})


class DryRunShape(RequestShape):
    """A name and a place for a torrent."""

    name = Text(load_default="")
    export_dir = Text(load_default="", metadata={"description": "Empty: the download folder."})


class CreateTorrentEndpoint(Endpoint):
    """Make a torrent while the client waits."""

    def __init__(self, making: TorrentMaking) -> None:
        self._making = making

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/createtorrent", self.make), web.post("/createtorrent/dryrun", self.dry_run)]

    @docs(
        tags=["Torrents"],
        summary="Make a torrent of files on the host",
        description="Hanging up stops it.",
        responses={200: {"schema": MadeShape}},
    )
    @body_schema(RecipeShape)
    async def make(self, request: web.Request) -> web.Response:
        return await self._make(request)

    @docs(
        tags=["Torrents"],
        summary="Whether a torrent could be made there",
        responses={200: {"schema": SuccessShape}},
    )
    @body_schema(DryRunShape)
    async def dry_run(self, request: web.Request) -> web.Response:
        body = request[BODY]
        return json_response({"success": await self._making.dryrun(body["name"], body["export_dir"])})

    async def _make(self, request: web.Request) -> web.Response:
        made = await while_connected(request, self._making.make(to_make_request(request[BODY])))
        return json_response(present_made(made))


class LegacyCreateTorrentEndpoint(CreateTorrentEndpoint):
    """Make a torrent, for clients that seed it only when they say so."""

    @docs(
        tags=["Torrents"],
        summary="Make a torrent of files on the host",
        description="Hanging up stops it.",
        responses={200: {"schema": MadeShape}},
    )
    @body_schema(LegacyRecipeShape)
    async def make(self, request: web.Request) -> web.Response:
        return await self._make(request)


class JobPath(RequestShape):
    """The job that a path names."""

    id = Text(required=True)


class TorrentJobsEndpoint(Endpoint):
    """Make a torrent in the background."""

    def __init__(self, making: TorrentMaking) -> None:
        self._making = making

    def routes(self) -> list[web.RouteDef]:
        path = "/createtorrent/jobs"
        return [
            web.post(path, self.start),
            web.get(path, self.list),
            web.get(f"{path}/{{id}}", self.show),
            web.delete(f"{path}/{{id}}", self.cancel),
        ]

    @docs(
        tags=["Torrents"],
        summary="Begin to make a torrent",
        description="Not of Tribler: for torrents that take longer than a client wants to wait.",
        responses={200: {"schema": JobShape}},
    )
    @body_schema(RecipeShape)
    async def start(self, request: web.Request) -> web.Response:
        return json_response(present_job(await self._making.start(to_make_request(request[BODY]))))

    @docs(tags=["Torrents"], summary="Torrents being made", responses={200: {"schema": JobsShape}})
    async def list(self, _: web.Request) -> web.Response:
        return json_response({"jobs": [present_job(job) for job in self._making.jobs()]})

    @docs(tags=["Torrents"], summary="How far a torrent is", responses={200: {"schema": JobShape}})
    @path_schema(JobPath)
    async def show(self, request: web.Request) -> web.Response:
        return json_response(present_job(self._making.job(request[PATH]["id"])))

    @docs(tags=["Torrents"], summary="Stop making a torrent", responses={200: {"schema": CancelledShape}})
    @path_schema(JobPath)
    async def cancel(self, request: web.Request) -> web.Response:
        await self._making.cancel(request[PATH]["id"])
        return json_response({"cancelled": True})


def to_make_request(body: dict[str, Any]) -> MakeRequest:
    """Raises: InvalidParameter."""
    return MakeRequest(
        files=tuple(body["files"]),
        filenames=tuple(body["filenames"]),
        name=body["name"],
        description=body["description"],
        trackers=tuple(body["trackers"]),
        nodes=tuple(_node(text) for text in body["initial_nodes"]),
        web_seeds=tuple(body["web_seeds"]),
        version=body["torrent_version"],
        private=body["private"],
        piece_size=body["piece_size"],
        export_dir=body["export_dir"],
        seed=body["download"],
    )


def _node(text: str) -> tuple[str, int]:
    host, _, port = text.strip().rpartition(" ")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise InvalidParameter("initial_nodes: each must be `<host> <port>`")
    return host.strip(), int(port)
