"""The running process: its log, its state, its end."""

from collections.abc import Callable
from typing import Protocol

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.tribler.shapes.answers import ShutdownShape
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import BODY, Endpoint
from tribler_core.web.fields import Flag, RequestShape
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs


class RequestStop(Protocol):
    """Asks for an orderly stop; returns at once, and the present request is still answered."""

    def __call__(self, *, restart: bool) -> None: ...


class ShutdownBody(RequestShape):
    """How to stop."""

    restart = Flag(load_default=False, metadata={"description": "Exit with the code that asks for a restart."})


class ShutdownEndpoint(Endpoint):
    """The end of the daemon."""

    changes = Scope.ADMIN

    def __init__(self, request_stop: RequestStop) -> None:
        self._request_stop = request_stop

    def routes(self) -> list[web.RouteDef]:
        return [web.put("/shutdown", self.shut_down)]

    @docs(
        tags=["Daemon"],
        summary="Stop the daemon",
        description="Answers first, then saves everything and exits.",
        responses={200: {"schema": ShutdownShape}},
    )
    @body_schema(ShutdownBody)
    async def shut_down(self, request: web.Request) -> web.Response:
        self._request_stop(restart=request[BODY]["restart"])
        return json_response({"shutdown": True})


class LoggingEndpoint(Endpoint):
    """The end of the log."""

    def __init__(self, log_text: Callable[[], str]) -> None:
        """`log_text`: the last lines that are in memory, oldest first."""
        self._log_text = log_text

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/logging", self.show)]

    @docs(
        tags=["Daemon"],
        summary="Show the last lines of the log",
        responses={200: {"description": "Lines of text."}},
        produces=("text/plain",),
    )
    async def show(self, _: web.Request) -> web.Response:
        return web.Response(text=self._log_text(), content_type="text/plain")


class StateShape(Schema):
    """How far the daemon is."""

    state = fields.String(required=True, metadata={"enum": ["STARTING", "STARTED"]})
    last_exception = fields.String(required=True, metadata={"description": "Always empty: a start that fails ends."})
    readable_state = fields.String(required=True)


class PortsShape(Schema):
    """The ports in use."""

    ports = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class VariablesShape(Schema):
    """What 7.0 told of the running process."""

    variables = fields.Nested(PortsShape, required=True)


class StateEndpoint(Endpoint):
    """How far the daemon is, for scripts and clients before 7.12."""

    def __init__(self, started: Callable[[], bool], ports: Callable[[], dict[str, int]]) -> None:
        """`started`: the engine runs. `ports`: those in use, by name."""
        self._started = started
        self._ports = ports

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/state", self.state), web.get("/variables", self.variables)]

    @docs(tags=["Daemon"], summary="How far the daemon is", responses={200: {"schema": StateShape}})
    async def state(self, _: web.Request) -> web.Response:
        state = "STARTED" if self._started() else "STARTING"
        return json_response({"state": state, "last_exception": "", "readable_state": state.capitalize()})

    @docs(tags=["Daemon"], summary="The ports in use", responses={200: {"schema": VariablesShape}})
    async def variables(self, _: web.Request) -> web.Response:
        return json_response({"variables": {"ports": self._ports()}})
