"""The account of whoever asks."""

from dataclasses import replace
from typing import Any

from aiohttp import web
from marshmallow import validate

from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers, asked, nested
from tribler_core.dialects.torbox.requests.fields import LooseFlag, TorBoxShape
from tribler_core.dialects.torbox.shapes.user import UserShape, present_settings, present_user
from tribler_core.dialects.torbox.vocabulary import SEED_WISHES
from tribler_core.domain.download.settings import MAX_HOPS
from tribler_core.services.accounts.accounts import AccountPatch
from tribler_core.services.library.library import Library
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import WholeNumber
from tribler_core.web.openapi.declare import body_schema, docs, query_schema

_FIELDS = {
    "allow_zipped": "allow_zip",
    "append_filename_to_links": "append_name",
    "email_notifications": "email_notices",
    "web_notifications": "web_notices",
    "mobile_notifications": "mobile_notices",
    "rss_notifications": "rss_notices",
    "hops": "hops",
}


class MeQuery(TorBoxShape):
    """What is wanted of the account."""

    settings = LooseFlag(load_default=False)


class SettingsBody(TorBoxShape):
    """What shall be different; what is absent stays, and what is unknown is passed over."""

    seed_torrents = WholeNumber(validate=validate.OneOf(tuple(SEED_WISHES)))
    allow_zipped = LooseFlag()
    append_filename_to_links = LooseFlag()
    email_notifications = LooseFlag()
    web_notifications = LooseFlag()
    mobile_notifications = LooseFlag()
    rss_notifications = LooseFlag()
    hops = WholeNumber(
        minimum=0,
        maximum=MAX_HOPS,
        allow_none=True,
        metadata={"description": "Ours: of new downloads; null: as configured."},
    )


class UserEndpoint(Endpoint):
    """The account."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/user/me", self.me), web.put("/user/settings/editsettings", self.edit)]

    @docs(tags=["user"], summary="The account", responses=answers("UserAnswer", nested(UserShape)))
    @query_schema(MeQuery)
    async def me(self, request: web.Request) -> web.Response:
        accounts, number = self._library.accounts, holder_of(request).account
        account, served = accounts.get(number), self._library.served(number)
        shown: dict[str, Any] = present_user(account, accounts.limits(number), served=served)
        if asked(request)["settings"]:
            shown["settings"] = present_settings(account)
        return success("User was found.", shown)

    @docs(tags=["user"], summary="Change settings of the account", responses=answers("SettingsAnswer"))
    @body_schema(SettingsBody)
    async def edit(self, request: web.Request) -> web.Response:
        body, number = asked(request), holder_of(request).account
        likes = self._library.accounts.get(number).preferences
        changed: dict[str, Any] = {_FIELDS[name]: value for name, value in body.items() if name in _FIELDS}
        if "seed_torrents" in body:
            changed["seed"] = SEED_WISHES[body["seed_torrents"]]
        await self._library.accounts.change(number, AccountPatch(preferences=replace(likes, **changed)))
        return success("Settings were changed successfully.")
