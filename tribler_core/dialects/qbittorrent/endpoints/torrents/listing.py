"""All torrents, or some. Source: section 2.5 of the specification."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tribler_core.dialects.qbittorrent.declare import TEXT, ReadingEndpoint, asked, many, reads, text
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.listing import InfoQuery, is_sortable, select
from tribler_core.dialects.qbittorrent.rows import Rows
from tribler_core.dialects.qbittorrent.shapes.details.file import placed, present_files
from tribler_core.dialects.qbittorrent.shapes.details.listed import ListedTorrentShape
from tribler_core.dialects.qbittorrent.shapes.tracker import present_tracker
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.turns import aside
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.json import dumps
from tribler_core.web.openapi.declare import docs
from tribler_core.web.rows.listing import Listing, send_list


class ListEndpoint(ReadingEndpoint):
    """Lists of torrents, of rows that are encoded already."""

    def __init__(self, downloads: DownloadManager, targets: Targets, rows: Rows, profile: Profile) -> None:
        self._downloads = downloads
        self._targets = targets
        self._rows = rows
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [*reads("/torrents/info", self.info, InfoQuery), *reads("/torrents/count", self.count)]

    @docs(
        tags=["torrents"],
        summary="List torrents",
        description="Large answers are compressed when the client accepts that. A GET has an ETag.",
        responses={200: {"schema": many(ListedTorrentShape)}, 304: {"description": "Nothing changed since the ETag."}},
    )
    async def info(self, request: web.Request) -> web.StreamResponse:
        given = asked(request)
        self._rows.look()
        revision = self._downloads.table.revision
        if not is_sortable(given):
            await self._select(given)  # refuses, unless there is nothing to sort

        async def make() -> Listing:
            found = await self._select(given)
            added = await self._additions(found, given)

            def encode(batch: Sequence[Download]) -> list[bytes]:
                listed = self._rows.listed(batch)
                if not added:
                    return listed
                return [b"%s,%s" % (row[:-1], added[one.infohash][1:]) for one, row in zip(batch, listed, strict=True)]

            return Listing(before=b"[", downloads=found, encode=encode, after=b"]")

        return await send_list(request, f"{revision}-{self._rows.scenes}-{hash(repr(given))}", make)

    @docs(tags=["torrents"], summary="Count torrents", responses={200: {"description": "A number."}}, produces=(TEXT,))
    async def count(self, _: web.Request) -> web.Response:
        return text(str(len(self._downloads.table)))

    async def _select(self, given: dict[str, Any]) -> list[Download]:
        source = await self._targets.several(given["hashes"]) if "hashes" in given else self._downloads.table.rows()
        return await aside(len(source), lambda: select(source, given, self._rows))

    async def _additions(self, found: Sequence[Download], given: dict[str, Any]) -> dict[InfoHash, bytes]:
        """What is only told on request, encoded, by torrent; empty: nothing was asked for."""
        if not (given["include_trackers"] or given["include_files"]):
            return {}
        return {each.infohash: dumps(await self._addition(each, given)) for each in found}

    async def _addition(self, download: Download, given: dict[str, Any]) -> dict[str, object]:
        added: dict[str, object] = {}
        if given["include_trackers"]:
            added["trackers"] = [present_tracker(tracker, self._profile) for tracker in download.trackers]
        if given["include_files"] and download.transfer.has_metadata:
            files = placed(await self._downloads.files(download.infohash), download)
            shown = present_files(files, (), complete=download.complete)
            added["files"] = [{key: value for key, value in file.items() if key != "is_seed"} for file in shown]
        return added
