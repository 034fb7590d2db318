"""The description of this API, where its own clients find it."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import encoded_answer
from tribler_core.dialects.qbittorrent.declare import ReadingEndpoint, reads
from tribler_core.domain.errors import NotFound
from tribler_core.web.access.proxies import PREFIX
from tribler_core.web.openapi.declare import docs
from tribler_core.web.serving.documents import DOCUMENTS


class DocumentEndpoint(ReadingEndpoint):
    """OpenAPI 3."""

    def __init__(self, name: str) -> None:
        """`name` of the dialect."""
        self._name = name

    def routes(self) -> list[web.RouteDef]:
        return [*reads("/openapi.json", self.document)]

    @docs(tags=["app"], summary="This document", responses={200: {"description": "OpenAPI 3."}})
    async def document(self, request: web.Request) -> web.Response:
        document = await request.app[DOCUMENTS].get(self._name, old=False, prefix=request[PREFIX])
        if document is None:
            raise NotFound("there is no document")
        return encoded_answer(document)
