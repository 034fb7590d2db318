"""Versions of the daemon: there is the one that runs, and a package manager changes it."""

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.tribler.shapes.answers import SuccessShape
from tribler_core.domain.errors import ComponentMissing
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import docs


class VersionsShape(Schema):
    """Installed versions."""

    versions = fields.List(fields.String(), required=True)
    current = fields.String(required=True)


class VersionShape(Schema):
    """The version that runs."""

    version = fields.String(required=True)


class NewVersionShape(Schema):
    """Whether there is a newer one."""

    new_version = fields.String(required=True)
    has_version = fields.Boolean(required=True)


class CanUpgradeShape(Schema):
    """Whether data of an older version waits to be taken over."""

    can_upgrade = fields.Boolean(required=True)


class RunningShape(Schema):
    """Whether that is being done."""

    running = fields.Boolean(required=True)


class VersionsEndpoint(Endpoint):
    """What runs; nothing is ever fetched or installed from here."""

    def __init__(self, version: str) -> None:
        self._version = version

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/versioning/versions", self.list),
            web.get("/versioning/versions/current", self.current),
            web.get("/versioning/versions/check", self.check),
            web.delete("/versioning/versions/{version}", self.remove),
        ]

    @docs(tags=["Versions"], summary="Installed versions", responses={200: {"schema": VersionsShape}})
    async def list(self, _: web.Request) -> web.Response:
        return json_response({"versions": [self._version], "current": self._version})

    @docs(tags=["Versions"], summary="The version that runs", responses={200: {"schema": VersionShape}})
    async def current(self, _: web.Request) -> web.Response:
        return json_response({"version": self._version})

    @docs(tags=["Versions"], summary="Is there a newer one? Not asked", responses={200: {"schema": NewVersionShape}})
    async def check(self, _: web.Request) -> web.Response:
        return json_response({"new_version": "", "has_version": False})

    @docs(tags=["Versions"], summary="Remove a version: not possible", responses={200: {"schema": SuccessShape}})
    async def remove(self, _: web.Request) -> web.Response:
        return json_response({"success": False})


class UpgradeEndpoint(Endpoint):
    """Taking over data of an older version: there is none to take over."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/versioning/upgrade", self.upgrade),
            web.get("/versioning/upgrade/available", self.available),
            web.get("/versioning/upgrade/working", self.working),
        ]

    @docs(tags=["Versions"], summary="Take over older data: not available", responses={200: {"schema": SuccessShape}})
    async def upgrade(self, _: web.Request) -> web.Response:
        raise ComponentMissing("this daemon has no older data to take over")

    @docs(tags=["Versions"], summary="Is there older data?", responses={200: {"schema": CanUpgradeShape}})
    async def available(self, _: web.Request) -> web.Response:
        return json_response({"can_upgrade": False})

    @docs(tags=["Versions"], summary="Is it being taken over?", responses={200: {"schema": RunningShape}})
    async def working(self, _: web.Request) -> web.Response:
        return json_response({"running": False})
