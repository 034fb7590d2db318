"""Torrents that nobody added yet: read, looked up, saved. Source: section 2.7 of the specification."""

import asyncio
from collections.abc import Callable

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import asked, command, many
from tribler_core.dialects.qbittorrent.errors import Conflict, Unreadable
from tribler_core.dialects.qbittorrent.requests.fields import Nothing, Parameters
from tribler_core.dialects.qbittorrent.requests.uploads import Upload, read_form
from tribler_core.dialects.qbittorrent.shapes.metadata import MetadataShape, present_ids, present_metadata
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import InvalidParameter, MetainfoTimeout, MissingParameter, TriblerError
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet, Source
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.metainfo.service import MetainfoService
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Text
from tribler_core.web.openapi.declare import TORRENT_FILE, described, docs

WAIT = Seconds(2.0)
"""How long an answer waits for what has to be fetched; the fetch goes on, and clients ask again."""


class SourceBody(Parameters):
    """Which torrent."""

    source = Text(load_default="", metadata={"description": "A magnet, an infohash, or a URL."})
    downloader = Text()


class Previews:
    """Looks torrents up; however many ask, and however often, it is one look-up at a time for each source."""

    def __init__(self, metainfo: MetainfoService, hops: Callable[[], Hops], tasks: TaskOwner) -> None:
        self._metainfo = metainfo
        self._hops = hops
        self._tasks = tasks
        self._looking: dict[str, asyncio.Task[Metainfo | TriblerError]] = {}

    def source_of(self, text: str) -> Source:
        """Raises: MissingParameter, InvalidParameter."""
        if not text:
            raise MissingParameter("source")
        try:
            return self._metainfo.source_of(text)
        except TriblerError as refused:
            raise InvalidParameter(f"'{text}' is not a valid source") from refused

    async def of(self, text: str) -> Metainfo | None:
        """None: it is not there yet.

        Raises: FetchError, TorrentDecodeError, AnonymityUnavailable, PathNotAllowed, StorageError.
        """
        task = self._looking.get(text)
        if task is None:
            task = self._looking[text] = self._tasks.spawn(self._look(text), "metadata of a torrent")
            task.add_done_callback(lambda _: self._looking.pop(text, None))
        done, _ = await asyncio.wait({task}, timeout=WAIT)
        found = task.result() if done else None
        if isinstance(found, TriblerError) and not isinstance(found, MetainfoTimeout):
            raise found
        return found if isinstance(found, Metainfo) else None

    async def uploaded(self, upload: Upload) -> Metainfo:
        """Raises: Unreadable."""
        try:
            return await self._metainfo.from_bytes(upload.data)
        except TriblerError as refused:
            raise Unreadable(f"'{upload.name}' is not a valid torrent file.") from refused

    async def _look(self, text: str) -> Metainfo | TriblerError:
        try:
            return (await self._metainfo.from_uri(text, hops=self._hops())).metainfo or MetainfoTimeout(text)
        except TriblerError as failure:
            return failure  # for those who wait, or nobody


class MetadataEndpoint(Endpoint):
    """Torrents are shown before they are added."""

    def __init__(self, previews: Previews) -> None:
        self._previews = previews

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/torrents/parseMetadata", self.parse),
            command("/torrents/fetchMetadata", self.fetch, SourceBody),
            command("/torrents/saveMetadata", self.save, SourceBody),
        ]

    @docs(
        tags=["torrents"],
        summary="Read torrents",
        description="A form with any number of .torrent files; one that cannot be read fails them all.",
        responses={200: {"description": "Of each, in the order they were sent.", "schema": many(MetadataShape)}},
    )
    @described(body=Nothing, files=True)
    async def parse(self, request: web.Request) -> web.Response:
        uploads = (await read_form(request)).uploads
        if not uploads:
            raise InvalidParameter("Must specify torrent file(s)")
        return json_answer([present_metadata(await self._previews.uploaded(each)) for each in uploads])

    @docs(
        tags=["torrents"],
        summary="Look a torrent up",
        description="Ask again while the answer is 202.",
        responses={200: {"schema": MetadataShape}, 202: {"schema": MetadataShape}},
    )
    async def fetch(self, request: web.Request) -> web.Response:
        text = asked(request)["source"]
        source = self._previews.source_of(text)
        found = await self._previews.of(text)
        if found is not None:
            return json_answer(present_metadata(found))
        return json_answer(present_ids(source.infohashes) if isinstance(source, Magnet) else {}, status=202)

    @docs(
        tags=["torrents"],
        summary="Save a torrent",
        responses={200: {"description": "A .torrent."}},
        produces=(TORRENT_FILE,),
    )
    async def save(self, request: web.Request) -> web.Response:
        text = asked(request)["source"]
        _ = self._previews.source_of(text)
        found = await self._previews.of(text)
        if found is None:
            raise Conflict("Metadata is not yet available")
        return web.Response(body=found.data, content_type=TORRENT_FILE)
