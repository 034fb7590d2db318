"""Whether the daemon lives, and whether it is ready; for supervisors, so without a key and without details."""

from collections.abc import Callable, Mapping

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import docs


class LiveShape(Schema):
    """The answer of a living daemon."""

    live = fields.Boolean(required=True, metadata={"description": "always true: a dead daemon does not answer"})


class ReadyShape(Schema):
    """Readiness, and what it is made of."""

    ready = fields.Boolean(required=True)
    conditions = fields.Dict(
        keys=fields.String(), values=fields.Boolean(), required=True, metadata={"description": "all must be true"}
    )


class HealthEndpoint(Endpoint):
    """Liveness and readiness."""

    reads = Scope.PUBLIC

    def __init__(self, conditions: Callable[[], Mapping[str, bool]]) -> None:
        """`conditions` are asked at each request; the daemon is ready when all of them hold."""
        self._conditions = conditions

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/health/live", self.live), web.get("/health/ready", self.ready)]

    @docs(tags=["Health"], summary="Is the daemon alive", responses={200: {"schema": LiveShape}})
    async def live(self, request: web.Request) -> web.Response:
        return json_response({"live": True})

    @docs(
        tags=["Health"],
        summary="Is the daemon ready",
        responses={200: {"schema": ReadyShape}, 503: {"schema": ReadyShape, "description": "not yet, or no more"}},
    )
    async def ready(self, request: web.Request) -> web.Response:
        conditions = dict(self._conditions())
        ready = all(conditions.values())
        return json_response({"ready": ready, "conditions": conditions}, status=200 if ready else 503)
