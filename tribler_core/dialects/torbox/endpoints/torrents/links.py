"""Links to files, and what they lead to."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from aiohttp import web
from marshmallow import fields

from tribler_core.config.sections import TorBoxSection
from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.access.claims import LINKS
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import OpenEndpoint, answers, asked
from tribler_core.dialects.torbox.endpoints.torrents.exporting import attachment
from tribler_core.dialects.torbox.requests.fields import ItemNumber, LooseFlag, TorBoxShape
from tribler_core.dialects.torbox.vocabulary import DEFAULT_MIMETYPE, mimetype_of
from tribler_core.domain.errors import InvalidParameter, StorageError
from tribler_core.domain.library.errors import LinkDead
from tribler_core.foundation.units import Bytes
from tribler_core.services.library.building import Outfit
from tribler_core.services.library.delivery.links import Kind, Selection
from tribler_core.web.access.proxies import PREFIX
from tribler_core.web.content.sending import Content, send_content
from tribler_core.web.endpoint import PATH, Endpoint
from tribler_core.web.fields import Text
from tribler_core.web.openapi.declare import docs, path_schema, query_schema

log = logging.getLogger(__name__)

LONGEST_ADDRESS = 64
_KINDS = {"zip_link": Kind.ZIP, "torrent_file": Kind.TORRENT}


class LinkQuery(TorBoxShape):
    """What the link shall lead to."""

    aliases = {"id": "torrent_id"}  # noqa: RUF012 - declared a ClassVar by the base
    token = Text(metadata={"description": "The key; goes before the header."})
    torrent_id = ItemNumber(required=True)
    file_id = ItemNumber(load_default=0)
    zip_link = LooseFlag(load_default=False, metadata={"description": "All files as one ZIP."})
    torrent_file = LooseFlag(load_default=False, metadata={"description": "The .torrent."})
    user_ip = Text(metadata={"description": "Of whoever will use it; noted, and without effect."})
    redirect = LooseFlag(load_default=False, metadata={"description": "307 to the link in place of an envelope."})
    append_name = LooseFlag(load_default=False, metadata={"description": "Links always end in the name."})


class LinkPath(TorBoxShape):
    """A link."""

    link = fields.String(required=True)
    name = fields.String(load_default="")


class RequestLinkEndpoint(Endpoint):
    """Makes links."""

    def __init__(self, outfit: Outfit, section: Callable[[], TorBoxSection]) -> None:
        self._library = outfit.library
        self._serving = outfit.serving
        self._links = outfit.links
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/torrents/requestdl", self.request)]

    @docs(
        tags=["torrents"],
        summary="A link to a file, or to all",
        description="With `redirect` this very URL is a permanent link, as long as the key and the item last.",
        responses={**answers("LinkAnswer", fields.String(required=True)), 307: {"description": "To the link."}},
    )
    @query_schema(LinkQuery)
    async def request(self, request: web.Request) -> web.Response:
        query, holder = asked(request), holder_of(request)
        check_address(query.get("user_ip", ""))
        await self._library.ready()
        item = self._library.get(holder.account, query["torrent_id"])
        selection = selection_of(query)
        name = await self._serving.check(item, selection)
        log.debug("a link to item %d is made for %s", item.number, query.get("user_ip") or "whoever has it")
        link = self._links.issue(item, holder.key, selection)
        url = f"{self._base(request)}{LINKS}/{link}/{quote(name, safe='', errors='replace')}"
        if query["redirect"]:
            return web.Response(status=307, headers={"Location": url})
        return success("Download link was requested successfully.", url)

    def _base(self, request: web.Request) -> str:
        public = self._section().public_url
        return public or f"{request.scheme}://{request.host}{request.get(PREFIX, '')}"


class DeliverEndpoint(OpenEndpoint):
    """What links lead to: whoever has one may read. No key is looked at."""

    def __init__(self, outfit: Outfit) -> None:
        self._library = outfit.library
        self._serving = outfit.serving
        self._links = outfit.links

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/{link}/{name}", self.deliver), web.get("/{link}", self.deliver)]

    @docs(
        tags=["links"],
        summary="What a link leads to",
        description="Honours one `Range`, `If-Range` and the conditional headers. The name in the path is decoration.",
        responses={
            200: {"description": "All of it."},
            206: {"description": "A part of it."},
            304: {"description": "The client has it."},
            410: {"description": "The link was not used in its time."},
            416: {"description": "There is no such part."},
        },
        produces=(DEFAULT_MIMETYPE,),
    )
    @path_schema(LinkPath)
    async def deliver(self, request: web.Request) -> web.StreamResponse:
        await self._library.ready()
        ticket, item = await self._links.redeem(request[PATH]["link"], request.remote or "")
        delivery = await self._serving.open(item, ticket.selection)
        content = Content(
            size=Bytes(delivery.size),
            media_type=mimetype_of(delivery.name),
            tag=f'"{delivery.tag}"',
            read=delivery.read,
            disposition=attachment(delivery.name),
            path=delivery.path,
            modified=delivery.modified,
            ranges=delivery.ranges,
            sent=lambda size: self._library.count_served(item.account, size),
        )
        try:
            return await send_content(request, content)
        except StorageError as error:
            await self._serving.mark_missing(item)
            raise LinkDead from error


def selection_of(query: dict[str, Any]) -> Selection:
    """The whole goes before the torrent, and that before a file."""
    for name, kind in _KINDS.items():
        if query[name]:
            return Selection(kind)
    return Selection(Kind.FILE, query["file_id"])


def check_address(text: str) -> None:
    """Raises: InvalidParameter for what cannot be an address."""
    if len(text) > LONGEST_ADDRESS or not all(char.isalnum() or char in ".:%[]-" for char in text):
        raise InvalidParameter("user_ip: must be an address")
