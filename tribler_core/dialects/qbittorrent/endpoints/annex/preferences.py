"""Preferences. Source: sections 2.1 and 3.8 of the specification."""

from aiohttp import web
from marshmallow import fields

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, ReadingEndpoint, asked, command, done, reads
from tribler_core.dialects.qbittorrent.preferences.desk import Preferences
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.shapes.answers import OpenShape
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Text
from tribler_core.web.json import loads
from tribler_core.web.openapi.declare import docs


class PreferencesShape(OpenShape):
    """Preferences by name, see docs/dialects/qbittorrent.md; these are the ones that media managers ask for."""

    save_path = fields.String(required=True)
    dht = fields.Boolean(required=True)
    queueing_enabled = fields.Boolean(required=True)
    max_ratio_enabled = fields.Boolean(required=True)
    max_ratio = fields.Float(required=True, metadata={"description": "-1: none."})
    max_seeding_time_enabled = fields.Boolean(required=True)
    max_seeding_time = fields.Integer(required=True, metadata={"description": "Minutes; -1: none."})
    max_ratio_act = fields.Integer(
        required=True,
        metadata={"description": "0 stop, 1 remove, 2 super-seed, 3 remove with content.", "enum": [0, 1, 2, 3]},
    )


class PreferencesBody(Parameters):
    """What is to be changed."""

    json = Text(load_default="", metadata={"description": "An object of preferences; those not in it stay."})


class PreferencesEndpoint(ReadingEndpoint):
    """Preferences are shown."""

    def __init__(self, preferences: Preferences, profile: Profile) -> None:
        self._preferences = preferences
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return reads("/app/preferences", self.show)

    @docs(tags=["app"], summary="Show the preferences", responses={200: {"schema": PreferencesShape}})
    async def show(self, _: web.Request) -> web.Response:
        return json_answer(await self._preferences.show(early=self._profile.early))


class SetPreferencesEndpoint(Endpoint):
    """Preferences are changed."""

    changes = Scope.ADMIN

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def routes(self) -> list[web.RouteDef]:
        return [command("/app/setPreferences", self.change, PreferencesBody)]

    @docs(
        tags=["app"],
        summary="Change preferences",
        description="All of it takes effect and is stored before the answer, or nothing is. What is no JSON object, "
        "and preferences that nobody knows, are passed over.",
        responses={200: EMPTY},
        produces=(TEXT,),
    )
    async def change(self, request: web.Request) -> web.Response:
        try:
            sent = loads(asked(request)["json"].encode())
        except ValueError:
            sent = None
        if isinstance(sent, dict):
            await self._preferences.change(sent)
        return done()
