"""Cookies for what is fetched, and a mail that tries the settings. Source: section 2.1 of the specification."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import (
    EMPTY,
    TEXT,
    ReadingEndpoint,
    asked,
    command,
    done,
    many,
    reads,
)
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.people.principal import Scope
from tribler_core.services.cookies import Cookie, Cookies
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Text
from tribler_core.web.json import loads
from tribler_core.web.openapi.declare import docs

SendTestMail = Callable[[], Awaitable[object]]
_UNFIT = set(";\r\n\0")


class CookieShape(Schema):
    """A cookie."""

    name = fields.String(required=True)
    domain = fields.String(required=True)
    path = fields.String(required=True)
    value = fields.String(required=True)
    expirationDate = fields.Integer(required=True, metadata={"description": "Unix seconds; 0: never."})  # noqa: N815


class CookiesBody(Parameters):
    """All cookies that there shall be."""

    cookies = Text(required=True, metadata={"description": "A JSON array."})


def present_cookie(cookie: Cookie) -> dict[str, Any]:
    """As CookieShape."""
    return {
        "name": cookie.name,
        "domain": cookie.domain,
        "path": cookie.path,
        "value": cookie.value,
        "expirationDate": cookie.expires,
    }


class CookiesEndpoint(ReadingEndpoint):
    """Cookies are shown: to those who may change them."""

    reads = changes = Scope.ADMIN

    def __init__(self, cookies: Cookies) -> None:
        self._cookies = cookies

    def routes(self) -> list[web.RouteDef]:
        return [*reads("/app/cookies", self.show), command("/app/setCookies", self.replace, CookiesBody)]

    @docs(tags=["app"], summary="Show the cookies", responses={200: {"schema": many(CookieShape)}})
    async def show(self, _: web.Request) -> web.Response:
        return json_answer([present_cookie(cookie) for cookie in await self._cookies.all()])

    @docs(tags=["app"], summary="Replace all cookies", responses={200: EMPTY}, produces=(TEXT,))
    async def replace(self, request: web.Request) -> web.Response:
        await self._cookies.replace(_cookies(asked(request)["cookies"]))
        return done()


class TestMailEndpoint(Endpoint):
    """A mail that tries the settings."""

    changes = Scope.CONTROL

    def __init__(self, send: SendTestMail) -> None:
        self._send = send

    def routes(self) -> list[web.RouteDef]:
        return [command("/app/sendTestEmail", self.send)]

    @docs(
        tags=["app"],
        summary="Send a test mail",
        description="The log tells when it fails.",
        responses={200: EMPTY},
        produces=(TEXT,),
    )
    async def send(self, _: web.Request) -> web.Response:
        await self._send()
        return done()


def _cookies(text: str) -> list[Cookie]:
    try:
        listed = loads(text.encode())
    except ValueError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise InvalidParameter("cookies: must be a JSON array of objects")
    return [_cookie(item) for item in listed]


def _cookie(item: dict[str, Any]) -> Cookie:
    texts = {name: str(item.get(name, "")) for name in ("name", "value", "domain")}
    expires = item.get("expirationDate", 0)
    if any(_UNFIT & set(text) for text in texts.values()) or not texts["name"]:
        raise InvalidParameter("cookies: a cookie has a name, a value and a domain, each of one line")
    return Cookie(
        **texts,
        path=str(item.get("path") or "/"),
        expires=int(expires) if isinstance(expires, int | float) else 0,
    )
