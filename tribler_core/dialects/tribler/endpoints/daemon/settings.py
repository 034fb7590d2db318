"""The settings."""

from pathlib import Path
from typing import Any

from aiohttp import web

from tribler_core.dialects.tribler.shapes.settings import (
    UI,
    SettingsBody,
    SettingsChangedShape,
    SettingsShape,
    present_settings,
    to_stored,
)
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.people.principal import Scope
from tribler_core.domain.ports import KeyValueStore
from tribler_core.services.settings import SettingsService
from tribler_core.web.endpoint import BODY, QUERY, Endpoint
from tribler_core.web.fields import RequestShape, Text
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs, query_schema

KEPT_FOR_UI = "tribler.ui"
"""Where the web interface's own settings are."""


class SettingsQuery(RequestShape):
    """What is asked beside the settings."""

    include = Text(load_default="", metadata={"description": "`ports`: the ports in use as well."})


class SettingsEndpoint(Endpoint):
    """The daemon's settings, seen and changed."""

    changes = Scope.ADMIN

    def __init__(self, settings: SettingsService, store: KeyValueStore, state_dir: Path, face: Face) -> None:
        self._settings = settings
        self._store = store
        self._state_dir = state_dir
        self._face = face

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/settings", self.show), web.post("/settings", self.change)]

    @docs(tags=["Settings"], summary="Show the settings", responses={200: {"schema": SettingsShape}})
    @query_schema(SettingsQuery)
    async def show(self, request: web.Request) -> web.Response:
        ports, ui = self._settings.ports(), await self._store.get(KEPT_FOR_UI) or {}
        answer: dict[str, Any] = {
            "settings": present_settings(self._settings.view(), ports, ui, str(self._state_dir), self._face)
        }
        if self._face is Face.LEGACY or "ports" in request[QUERY]["include"]:
            answer["ports"] = ports
        return json_response(answer)

    @docs(
        tags=["Settings"],
        summary="Change settings",
        description="All of it happens, or nothing. Sections and options that the daemon does not have are ignored.",
        responses={200: {"schema": SettingsChangedShape}},
    )
    @body_schema(SettingsBody)
    async def change(self, request: web.Request) -> web.Response:
        posted = request[BODY]
        changed = await self._settings.change(to_stored(posted, self._face))
        if UI in posted:
            await self._store.put(KEPT_FOR_UI, posted[UI])
        return json_response({"modified": True, "restart_required": list(changed.restart_required)})
