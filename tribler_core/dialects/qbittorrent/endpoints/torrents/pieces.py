"""Pieces of a torrent, its limits, and the torrent itself. Source: section 2.5 of the specification."""

import re

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import ReadingEndpoint, asked, reads
from tribler_core.dialects.qbittorrent.naming.targets import ALL, Targets
from tribler_core.dialects.qbittorrent.requests.torrents import OneTorrent, SomeTorrents
from tribler_core.dialects.qbittorrent.shapes.answers import OpenShape
from tribler_core.dialects.qbittorrent.vocabulary.numbers import UNKNOWN, from_limit
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import MetainfoNotYetKnown
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.openapi.declare import TORRENT_FILE, docs

_MISSING, _FETCHING, _THERE = range(3)
_STATES = "0 missing, 1 being fetched, 2 there."
_PIECES = re.compile(rb"6:pieces([0-9]{1,10}):")
_HASH = 20
"""Bytes."""


class LimitsShape(OpenShape):
    """Bytes/s by id as it was given; 0: none, -1: unknown id."""


class PiecesEndpoint(ReadingEndpoint):
    """Piece by piece."""

    def __init__(self, downloads: DownloadManager, targets: Targets) -> None:
        self._downloads = downloads
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/torrents/pieceStates", self.states, OneTorrent),
            *reads("/torrents/pieceHashes", self.hashes, OneTorrent),
            *reads("/torrents/pieceAvailability", self.availability, OneTorrent),
            *reads("/torrents/export", self.export, OneTorrent),
        ]

    @docs(tags=["torrents"], summary="States of pieces", responses={200: {"description": _STATES}})
    async def states(self, request: web.Request) -> web.Response:
        download = await self._targets.one(asked(request)["hash"])
        pieces = await self._downloads.pieces(download.infohash)
        states = [_THERE if there else _MISSING for there in pieces]
        for piece in [] if download.complete else await self._downloads.fetching(download.infohash):
            if not pieces[piece]:
                states[piece] = _FETCHING
        return json_answer(states)

    @docs(tags=["torrents"], summary="Hashes of pieces", responses={200: {"description": "Hex SHA-1; v2: none."}})
    async def hashes(self, request: web.Request) -> web.Response:
        download = await self._targets.one(asked(request)["hash"])
        try:
            torrent = await self._downloads.export(download.infohash)
        except MetainfoNotYetKnown:
            return json_answer([])
        return json_answer(piece_hashes(torrent, download.transfer.piece_count))

    @docs(tags=["torrents"], summary="Copies of pieces", responses={200: {"description": "A number for each."}})
    async def availability(self, request: web.Request) -> web.Response:
        download = await self._targets.one(asked(request)["hash"])
        return json_answer(await self._downloads.piece_availability(download.infohash))

    @docs(
        tags=["torrents"],
        summary="The .torrent",
        responses={200: {"description": "A torrent."}},
        produces=(TORRENT_FILE,),
    )
    async def export(self, request: web.Request) -> web.Response:
        download = await self._targets.one(asked(request)["hash"])
        torrent = await self._downloads.export(download.infohash)
        named = f'attachment; filename="{self._targets.id_of(download)}.torrent"'
        return web.Response(body=torrent, content_type=TORRENT_FILE, headers={"Content-Disposition": named})


class LimitsEndpoint(ReadingEndpoint):
    """How fast torrents may be."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/torrents/downloadLimit", self.download, SomeTorrents),
            *reads("/torrents/uploadLimit", self.upload, SomeTorrents),
        ]

    @docs(tags=["torrents"], summary="Download limits", responses={200: {"schema": LimitsShape}})
    async def download(self, request: web.Request) -> web.Response:
        found = await self._found(asked(request)["hashes"])
        return json_answer(
            {name: from_limit(row.settings.download_limit) if row else UNKNOWN for name, row in found.items()}
        )

    @docs(tags=["torrents"], summary="Upload limits", responses={200: {"schema": LimitsShape}})
    async def upload(self, request: web.Request) -> web.Response:
        found = await self._found(asked(request)["hashes"])
        return json_answer(
            {name: from_limit(row.settings.upload_limit) if row else UNKNOWN for name, row in found.items()}
        )

    async def _found(self, ids: list[str]) -> dict[str, Download | None]:
        """By the id that was given."""
        if ids == [ALL]:
            return {self._targets.id_of(row): row for row in await self._targets.several(ids)}
        return {text: await self._targets.find(text) for text in ids}


def piece_hashes(torrent: bytes, count: int) -> list[str]:
    """Hex SHA-1 of each of the pieces; empty when the torrent has none (v2)."""
    for found in _PIECES.finditer(torrent):
        start, length = found.end(), int(found[1])
        if length == count * _HASH:
            return [torrent[at : at + _HASH].hex() for at in range(start, start + length, _HASH)]
    return []
