"""The content of a file, in ranges, while it is being downloaded."""

import asyncio
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

from aiohttp import web

from tribler_core.dialects.tribler.requests.paths import FilePath
from tribler_core.foundation.units import Bytes
from tribler_core.services.streaming.content import CHUNK, ContentStreaming
from tribler_core.web.content.sending import Content, send_content
from tribler_core.web.endpoint import PATH, Endpoint
from tribler_core.web.openapi.declare import docs, path_schema


class DownloadStreamEndpoint(Endpoint):
    """One file of a download, for media players: any range at any time."""

    def __init__(self, streaming: ContentStreaming) -> None:
        self._streaming = streaming

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/downloads/{infohash}/stream/{fileindex}", self.stream)]

    @docs(
        tags=["Downloads"],
        summary="Stream a file",
        description="Honours one `Range`, and `If-Range`. Pieces that are missing are fetched first; a download that "
        "is stopped is resumed. Normal priorities return when the reader has gone.",
        responses={
            200: {"description": "The whole file."},
            206: {"description": "A part of it."},
            304: {"description": "The client has it."},
            416: {"description": "There is no such part."},
        },
        produces=("application/octet-stream",),
    )
    @path_schema(FilePath)
    async def stream(self, request: web.Request) -> web.StreamResponse:
        opened = await self._streaming.open(request[PATH]["infohash"], request[PATH]["fileindex"])
        path = opened.path_if_complete
        content = Content(
            size=Bytes(opened.size),
            media_type=opened.media_type,
            tag=opened.etag,
            read=opened.read if path is None else partial(from_disk, path),
        )
        return await send_content(request, content)


async def from_disk(path: Path, first: int, last: int) -> AsyncGenerator[bytes, None]:
    """A part of a file that is all there, without the engine. Ends early when the file was cut meanwhile."""
    with await asyncio.to_thread(path.open, "rb") as file:
        await asyncio.to_thread(file.seek, first)
        left = last - first + 1
        while left > 0 and (chunk := await asyncio.to_thread(file.read, min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
