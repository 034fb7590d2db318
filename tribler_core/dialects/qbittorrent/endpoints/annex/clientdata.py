"""What clients keep here for each other. Source: section 4.4 of the specification."""

import asyncio
from typing import Any

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import (
    EMPTY,
    TEXT,
    ReadingEndpoint,
    asked,
    command,
    done_silently,
    reads,
)
from tribler_core.dialects.qbittorrent.errors import Conflict
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.shapes.answers import OpenShape
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.people.principal import Scope
from tribler_core.domain.ports import KeyValueStore
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Text
from tribler_core.web.json import dumps, loads
from tribler_core.web.openapi.declare import docs

STORED_AS = "qbittorrent.client_data"
AT_MOST = 1024 * 1024
"""Bytes of JSON, in all."""


class ClientDataShape(OpenShape):
    """Anything, by key."""


class LoadQuery(Parameters):
    """Which keys."""

    keys = Text(metadata={"description": "A JSON array; absent: all."})


class StoreBody(Parameters):
    """What to keep."""

    data = Text(required=True, metadata={"description": "A JSON object; null deletes a key."})


class ClientData:
    """The store, shared by all clients."""

    def __init__(self, store: KeyValueStore) -> None:
        self._store = store
        self._turn = asyncio.Lock()

    async def load(self, keys: list[Any] | None) -> dict[str, Any]:
        kept: dict[str, Any] = await self._store.get(STORED_AS) or {}
        return kept if keys is None else {key: kept[key] for key in map(str, keys) if key in kept}

    async def keep(self, data: dict[str, Any]) -> None:
        """Durable when it returns. Raises: Conflict when it is too much."""
        async with self._turn:
            merged = {**await self.load(None), **data}
            kept = {key: value for key, value in merged.items() if value is not None}
            if len(dumps(kept)) > AT_MOST:
                raise Conflict("Total amount of stored data exceeds the limit")
            await self._store.put(STORED_AS, kept)


class LoadClientDataEndpoint(ReadingEndpoint):
    """What clients kept."""

    def __init__(self, data: ClientData) -> None:
        self._data = data

    def routes(self) -> list[web.RouteDef]:
        return reads("/clientdata/load", self.load, LoadQuery)

    @docs(tags=["clientdata"], summary="Load client data", responses={200: {"schema": ClientDataShape}})
    async def load(self, request: web.Request) -> web.Response:
        given = asked(request).get("keys", "")
        return json_answer(await self._data.load(_parsed(given, list) if given else None))


class StoreClientDataEndpoint(Endpoint):
    """What clients keep."""

    changes = Scope.CONTROL

    def __init__(self, data: ClientData, profile: Profile) -> None:
        self._data = data
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [command("/clientdata/store", self.store, StoreBody)]

    @docs(tags=["clientdata"], summary="Store client data", responses={200: EMPTY}, produces=(TEXT,))
    async def store(self, request: web.Request) -> web.Response:
        await self._data.keep(_parsed(asked(request)["data"], dict))
        return done_silently(self._profile)


def _parsed(text: str, kind: type[Any]) -> Any:
    try:
        value = loads(text.encode())
    except ValueError:
        value = None
    if not isinstance(value, kind):
        raise InvalidParameter(f"must be a JSON {'object' if kind is dict else 'array'}")
    return value
