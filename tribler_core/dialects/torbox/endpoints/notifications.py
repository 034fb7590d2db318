"""What the account is told."""

from email.utils import formatdate
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.access.rates import Allowance, Rates
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers, nested
from tribler_core.dialects.torbox.requests.fields import ItemNumber, TorBoxShape
from tribler_core.dialects.torbox.vocabulary import date
from tribler_core.domain.people.account import Notice
from tribler_core.services.library.library import Library
from tribler_core.web.endpoint import PATH, Endpoint
from tribler_core.web.fields import Text
from tribler_core.web.openapi.declare import docs, path_schema, query_schema

RSS = "application/rss+xml"
TESTS = Allowance("test notifications", 1, 60)


class NoticePath(TorBoxShape):
    """A notification."""

    id = ItemNumber(required=True)


class TokenQuery(TorBoxShape):
    """For readers of feeds, which send no headers."""

    token = Text()


class NoticeShape(Schema):
    """A notification."""

    id = fields.Integer(required=True)
    auth_id = fields.String(required=True)
    created_at = fields.String(required=True)
    title = fields.String(required=True)
    message = fields.String(required=True)
    action = fields.String(required=True, allow_none=True)
    action_data = fields.String(required=True, allow_none=True)
    action_cta = fields.String(required=True, allow_none=True)


def present_notice(notice: Notice, auth_id: str) -> dict[str, Any]:
    """As NoticeShape."""
    return {
        "id": notice.number,
        "auth_id": auth_id,
        "created_at": date(notice.created),
        "title": notice.title,
        "message": notice.message,
        "action": None,
        "action_data": None,
        "action_cta": None,
    }


class NotificationsEndpoint(Endpoint):
    """Notifications, newest first; kept thirty days."""

    def __init__(self, library: Library, rates: Rates) -> None:
        self._library = library
        self._rates = rates

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/notifications/mynotifications", self.list),
            web.get("/notifications/rss", self.feed),
            web.post("/notifications/clear", self.clear),
            web.post("/notifications/clear/{id}", self.clear_one),
            web.post("/notifications/test", self.test),
        ]

    @docs(
        tags=["notifications"],
        summary="List notifications",
        responses=answers("NotificationsAnswer", nested(NoticeShape, many=True)),
    )
    async def list(self, request: web.Request) -> web.Response:
        account = self._library.accounts.get(holder_of(request).account)
        notices = await self._library.notices.of(account.number)
        return success("Notifications were listed.", [present_notice(each, account.auth_id) for each in notices])

    @docs(
        tags=["notifications"],
        summary="Notifications as a feed",
        responses={200: {"description": "RSS 2.0"}},
        produces=(RSS,),
    )
    @query_schema(TokenQuery)
    async def feed(self, request: web.Request) -> web.Response:
        notices = await self._library.notices.of(holder_of(request).account)
        return web.Response(body=_rss(notices).encode("utf-8", "replace"), content_type=RSS)

    @docs(tags=["notifications"], summary="Forget all notifications", responses=answers("ClearAnswer"))
    async def clear(self, request: web.Request) -> web.Response:
        await self._library.notices.clear(holder_of(request).account)
        return success("Notifications were cleared successfully.")

    @docs(tags=["notifications"], summary="Forget a notification", responses=answers("ClearOneAnswer"))
    @path_schema(NoticePath)
    async def clear_one(self, request: web.Request) -> web.Response:
        await self._library.notices.clear(holder_of(request).account, request[PATH]["id"])
        return success("Notification was cleared successfully.")

    @docs(tags=["notifications"], summary="Make a notification, to try", responses=answers("TestAnswer"))
    async def test(self, request: web.Request) -> web.Response:
        account = holder_of(request).account
        self._rates.take(request, TESTS, str(account))
        await self._library.notices.tell(account, "Test", "This is a test notification.")
        return success("Test notification was sent successfully.")


def _rss(notices: list[Notice]) -> str:
    items = "".join(
        f"<item><title>{_xml(each.title)}</title><description>{_xml(each.message)}</description>"
        f'<guid isPermaLink="false">{each.number}</guid><pubDate>{_rfc822(each)}</pubDate></item>'
        for each in notices
    )
    head = "<title>Notifications</title><link>/</link><description>What happened to downloads.</description>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def _xml(text: str) -> str:
    """Without what XML cannot hold."""
    return escape("".join(char for char in text if char.isprintable() or char in "\t\n"))


def _rfc822(notice: Notice) -> str:
    return formatdate(notice.created, usegmt=True)
