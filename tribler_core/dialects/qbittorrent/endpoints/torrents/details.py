"""One torrent: its properties, trackers, web seeds, files. Source: section 2.5 of the specification."""

from collections.abc import Callable, Sequence

from aiohttp import web

from tribler_core.config.sections import Config
from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import ReadingEndpoint, asked, many, reads
from tribler_core.dialects.qbittorrent.errors import Conflict
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.torrents import FilesQuery, OneTorrent
from tribler_core.dialects.qbittorrent.rows import Rows
from tribler_core.dialects.qbittorrent.shapes.answers import WebSeedShape
from tribler_core.dialects.qbittorrent.shapes.columns import present, readers_of
from tribler_core.dialects.qbittorrent.shapes.details.file import FileShape, PlacedFile, placed, present_files
from tribler_core.dialects.qbittorrent.shapes.details.properties import PROPERTIES, PropertiesShape
from tribler_core.dialects.qbittorrent.shapes.tracker import (
    Mechanisms,
    TrackerShape,
    present_pseudo_trackers,
    present_tracker,
)
from tribler_core.dialects.qbittorrent.vocabulary.figures import until_announce
from tribler_core.foundation.clock import Clock
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.openapi.declare import docs


class DetailsEndpoint(ReadingEndpoint):
    """What is known of one torrent."""

    def __init__(
        self,
        downloads: DownloadManager,
        targets: Targets,
        rows: Rows,
        config: Callable[[], Config],
        profile: Profile,
        clock: Clock,
    ) -> None:
        self._downloads = downloads
        self._targets = targets
        self._rows = rows
        self._config = config
        self._profile = profile
        self._clock = clock
        self._readers = readers_of(PROPERTIES, early=profile.early)

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/torrents/properties", self.properties, OneTorrent),
            *reads("/torrents/trackers", self.trackers, OneTorrent),
            *reads("/torrents/webseeds", self.web_seeds, OneTorrent),
            *reads("/torrents/files", self.files, FilesQuery),
        ]

    @docs(tags=["torrents"], summary="Properties of a torrent", responses={200: {"schema": PropertiesShape}})
    async def properties(self, request: web.Request) -> web.Response:
        download = await self._targets.one(asked(request)["hash"])
        self._rows.look()
        shown = present(self._rows.row(download), self._readers)
        return json_answer({**shown, "reannounce": until_announce(download.transfer, self._clock.now())})

    @docs(tags=["torrents"], summary="Trackers of a torrent", responses={200: {"schema": many(TrackerShape)}})
    async def trackers(self, request: web.Request) -> web.Response:
        download = await self._targets.one(asked(request)["hash"])
        detailed = self._profile.speaks_status
        said = await self._downloads.tracker_endpoints(download.infohash) if detailed else {}
        shown = [present_tracker(each, self._profile, said.get(each.url, ())) for each in download.trackers]
        if self._profile.pseudo_trackers:
            section = self._config().libtorrent
            on = Mechanisms(section.dht, section.pex, section.lsd)
            peers = await self._downloads.peers(download.infohash)
            shown = [*present_pseudo_trackers(on, peers, download), *shown]
        return json_answer(shown)

    @docs(tags=["torrents"], summary="Web seeds of a torrent", responses={200: {"schema": many(WebSeedShape)}})
    async def web_seeds(self, request: web.Request) -> web.Response:
        download = await self._targets.one(asked(request)["hash"])
        return json_answer([{"url": url} for url in await self._downloads.web_seeds(download.infohash)])

    @docs(tags=["torrents"], summary="Files of a torrent", responses={200: {"schema": many(FileShape)}})
    async def files(self, request: web.Request) -> web.Response:
        given = asked(request)
        download = await self._targets.one(given["hash"])
        files = placed(await self._downloads.files(download.infohash), download)
        copies = [] if download.complete else await self._downloads.piece_availability(download.infohash)
        chosen = _chosen(files, given["indexes"]) if files and given.get("indexes") else files
        return json_answer(present_files(chosen, copies, complete=download.complete))


def _chosen(files: Sequence[PlacedFile], indexes: Sequence[str]) -> list[PlacedFile]:
    """Raises: Conflict."""
    chosen: list[PlacedFile] = []
    for text in indexes:
        if not text.lstrip("-").isdecimal():
            raise Conflict(f'"{text}" is not a valid file index.')
        if not 0 <= int(text) < len(files):
            raise Conflict(f"Index {text} is out of bounds.")
        chosen.append(files[int(text)])
    return chosen
