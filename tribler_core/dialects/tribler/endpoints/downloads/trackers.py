"""The trackers of a download."""

from aiohttp import web

from tribler_core.dialects.tribler.requests.paths import InfoHashPath
from tribler_core.dialects.tribler.shapes.answers import ForcedShape, TrackerAddedShape, TrackerRemovedShape
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.endpoint import BODY, PATH, Endpoint
from tribler_core.web.fields import RequestShape, Text
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs, path_schema


class TrackerUrl(RequestShape):
    """The tracker that is meant."""

    url = Text(required=True, metadata={"description": "Announce URL."})


class DownloadTrackersEndpoint(Endpoint):
    """Trackers of one download: add, remove, announce now."""

    def __init__(self, downloads: DownloadManager) -> None:
        self._downloads = downloads

    def routes(self) -> list[web.RouteDef]:
        path = "/downloads/{infohash}"
        return [
            web.put(f"{path}/trackers", self.add),
            web.delete(f"{path}/trackers", self.remove),
            web.put(f"{path}/tracker_force_announce", self.announce),
        ]

    @docs(
        tags=["Downloads"],
        summary="Add a tracker, and announce to all",
        responses={200: {"schema": TrackerAddedShape}},
    )
    @path_schema(InfoHashPath)
    @body_schema(TrackerUrl)
    async def add(self, request: web.Request) -> web.Response:
        infohash = await self._identity(request)
        await self._downloads.add_trackers(infohash, [request[BODY]["url"]])
        await self._downloads.announce(infohash)
        return json_response({"added": True})

    @docs(
        tags=["Downloads"],
        summary="Remove a tracker, if it is there",
        responses={200: {"schema": TrackerRemovedShape}},
    )
    @path_schema(InfoHashPath)
    @body_schema(TrackerUrl)
    async def remove(self, request: web.Request) -> web.Response:
        await self._downloads.remove_trackers(await self._identity(request), [request[BODY]["url"]])
        return json_response({"removed": True})

    @docs(tags=["Downloads"], summary="Announce to a tracker now", responses={200: {"schema": ForcedShape}})
    @path_schema(InfoHashPath)
    @body_schema(TrackerUrl)
    async def announce(self, request: web.Request) -> web.Response:
        await self._downloads.announce(await self._identity(request), request[BODY]["url"])
        return json_response({"forced": True})

    async def _identity(self, request: web.Request) -> InfoHash:
        return (await self._downloads.find(request[PATH]["infohash"])).infohash
