"""The answer to a request for downloads: all of them, a page, or what changed."""

import itertools
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tribler_core.dialects.tribler.requests.listing import Listing, to_listing
from tribler_core.dialects.tribler.rows import Form, Rows
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.downloads.views import select
from tribler_core.web.json import dumps, json_response
from tribler_core.web.rows import listing as encoded_list


class Lists:
    """Lists of one face."""

    def __init__(self, face: Face, downloads: DownloadManager, rows: Rows) -> None:
        self._face = face
        self._downloads = downloads
        self._rows = rows
        self._unrepeatable = itertools.count()

    async def answer(self, request: web.Request, query: dict[str, Any]) -> web.StreamResponse:
        """Raises: InvalidParameter."""
        asked = to_listing(query, self._face, self._downloads.table.resolve)
        if asked.since is not None:
            return await self._changes(request, asked, asked.since)
        form = self._form(request, asked)
        version = self._rows.version(form)
        if asked.details:
            version = f"{version}-{next(self._unrepeatable)}"  # what the engine says of peers has no revision

        async def make() -> encoded_list.Listing:
            downloads = await self._selected(asked)
            return self._listing(downloads, form, {}, await self._detailed(downloads, asked, form))

        return await encoded_list.send_list(request, version, make)

    def _form(self, request: web.Request, asked: Listing) -> Form:
        return Form(self._rows.vocabulary_for(request), asked.files, asked.fields)

    async def _changes(self, request: web.Request, asked: Listing, since: Revision) -> web.StreamResponse:
        """What changed; a row that the filters do not admit any more counts as removed."""
        delta = self._downloads.table.since(since)
        head: dict[str, Any] = {"revision": delta.revision, "full": delta.full, "removed": delta.removed}
        if not delta.changed:
            return json_response({**head, "downloads": [], "checkpoints": self._checkpoints()})
        admitted = [download for download in delta.changed if asked.admits(download)]
        if not delta.full:
            head["removed"] = delta.removed + [row.infohash for row in delta.changed if not asked.admits(row)]
        form = self._form(request, asked)
        version = f"{self._rows.version(form)}-{next(self._unrepeatable)}"

        async def make() -> encoded_list.Listing:
            return self._listing(admitted, form, head, await self._detailed(admitted, asked, form))

        return await encoded_list.send_list(request, version, make)

    async def _selected(self, asked: Listing) -> list[Download]:
        if asked.only is not None:
            only = self._downloads.table.get(asked.only)
            return [only] if only is not None and asked.admits(only) else []
        rows = await select(self._downloads.table, asked.view)
        return rows if asked.excluded is None else [row for row in rows if row.infohash != asked.excluded]

    async def _detailed(self, downloads: Sequence[Download], asked: Listing, form: Form) -> dict[InfoHash, bytes]:
        """The rows that have details; all do, unless one was named."""
        if not asked.details:
            return {}
        meant = [row for row in downloads if asked.detailed is None or row.infohash == asked.detailed]
        return {row.infohash: await self._rows.detailed(row, form, asked.details) for row in meant}

    def _listing(
        self,
        downloads: Sequence[Download],
        form: Form,
        head: dict[str, Any],
        detailed: dict[InfoHash, bytes],
    ) -> encoded_list.Listing:
        rows = self._rows.of(form)

        def encode(batch: Sequence[Download]) -> list[bytes]:
            plain = rows.rows(batch)
            if not detailed:
                return plain
            return [detailed.get(download.infohash, row) for download, row in zip(batch, plain, strict=True)]

        before = dumps({**head, "checkpoints": self._checkpoints()})[:-1] + b',"downloads":['
        return encoded_list.Listing(before=before, downloads=downloads, encode=encode, after=b"]}")

    def _checkpoints(self) -> dict[str, object]:
        told = self._downloads.checkpoints
        return {"total": told.total, "loaded": told.loaded, "all_loaded": told.all_loaded}
