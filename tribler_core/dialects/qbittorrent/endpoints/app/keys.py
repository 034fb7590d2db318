"""The keys of programs. Source: section 1.8 of the specification; names and scopes are ours."""

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.access.api_keys import DEFAULT, ApiKey, ApiKeys, KeyScope
from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, asked, command, done_silently, many, reads
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.shapes.answers import ApiKeyShape
from tribler_core.dialects.qbittorrent.vocabulary.numbers import from_time
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Text
from tribler_core.web.openapi.declare import docs

_SCOPES = {scope.value: scope for scope in KeyScope}


class KnownKeyShape(Schema):
    """An API key, without the key."""

    name = fields.String(required=True)
    scope = fields.String(required=True, metadata={"enum": list(_SCOPES)})
    ending = fields.String(required=True, metadata={"description": "The last four characters."})
    created = fields.Integer(required=True, metadata={"description": "Unix seconds."})
    last_used = fields.Integer(required=True, metadata={"description": "Unix seconds, to ten minutes; -1: never."})


def present_key(name: str, key: ApiKey) -> dict[str, object]:
    """As KnownKeyShape."""
    return {
        "name": name,
        "scope": key.scope.value,
        "ending": key.ending,
        "created": key.created,
        "last_used": from_time(key.last_used),
    }


class NamedKeyBody(Parameters):
    """Which key."""

    name = Text(load_default=DEFAULT, metadata={"description": "Ours; qBittorrent has one key, which is this."})


class NewKeyBody(NamedKeyBody):
    """Which key, and what it opens."""

    scope = Text(
        load_default=KeyScope.FULL.value,
        metadata={"description": "`full`, or `read` for what changes nothing. Nonsense is refused."},
    )


class ApiKeyEndpoint(Endpoint):
    """Keys are listed, made and deleted."""

    reads = changes = Scope.ADMIN

    def __init__(self, keys: ApiKeys, profile: Profile) -> None:
        self._keys = keys
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/app/apiKeys", self.show),
            command("/app/rotateAPIKey", self.rotate, NewKeyBody),
            command("/app/deleteAPIKey", self.delete, NamedKeyBody),
        ]

    @docs(tags=["app"], summary="List the API keys", responses={200: {"schema": many(KnownKeyShape)}})
    async def show(self, _: web.Request) -> web.Response:
        return json_answer([present_key(name, key) for name, key in (await self._keys.listed()).items()])

    @docs(tags=["app"], summary="Make an API key, or another", responses={200: {"schema": ApiKeyShape}})
    async def rotate(self, request: web.Request) -> web.Response:
        given = asked(request)
        if given["scope"] not in _SCOPES:
            raise InvalidParameter(f"scope must be one of {', '.join(_SCOPES)}")
        return json_answer({"apiKey": await self._keys.rotate(given["name"], _SCOPES[given["scope"]])})

    @docs(tags=["app"], summary="Delete an API key", responses={200: EMPTY}, produces=(TEXT,))
    async def delete(self, request: web.Request) -> web.Response:
        await self._keys.delete(asked(request)["name"])
        return done_silently(self._profile)
