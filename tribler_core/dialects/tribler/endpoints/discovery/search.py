"""Search and discovery: answered empty where the web interface asks, because this daemon has no overlay."""

import uuid

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.web.endpoint import QUERY, Endpoint
from tribler_core.web.fields import Flag, RequestShape, Text, WholeNumber
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import docs, query_schema


class SearchQuery(RequestShape):
    """What is looked for; what else clients send is ignored."""

    fts_text = Text(load_default="")
    first = WholeNumber(load_default=1)
    last = WholeNumber(load_default=50)
    sort_by = Text(load_default="")
    sort_desc = Flag(load_default=True)
    include_total = Flag(load_default=False)


class FoundShape(Schema):
    """A page of nothing."""

    results = fields.List(fields.Dict(), required=True, metadata={"description": "Always empty."})
    first = fields.Integer(required=True)
    last = fields.Integer(required=True)
    sort_by = fields.String(required=True)
    sort_desc = fields.Boolean(required=True)
    total = fields.Integer(metadata={"description": "With include_total; always 0."})


class RemoteSearchShape(Schema):
    """A search that nobody was asked."""

    request_uuid = fields.String(required=True)
    peers = fields.List(fields.String(), required=True, metadata={"description": "Always empty."})


class CompletionsShape(Schema):
    """Suggestions."""

    completions = fields.List(fields.String(), required=True, metadata={"description": "Always empty."})


class HealthHistoryShape(Schema):
    """What was checked."""

    health_history = fields.Dict(keys=fields.String(), required=True)


class SearchEndpoint(Endpoint):
    """Finds nothing, in the shape that pages expect."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.put("/search/remote", self.remote),
            web.get("/metadata/search/local", self.local),
            web.get("/metadata/search/completions", self.completions),
            web.get("/metadata/torrents/popular", self.popular),
            web.get("/metadata/torrents/health", self.health),
        ]

    @docs(
        tags=["Discovery"],
        summary="Search other peers: nobody is asked",
        responses={200: {"schema": RemoteSearchShape}},
    )
    async def remote(self, _: web.Request) -> web.Response:
        return json_response({"request_uuid": str(uuid.uuid4()), "peers": []})

    @docs(tags=["Discovery"], summary="Search: finds nothing", responses={200: {"schema": FoundShape}})
    @query_schema(SearchQuery)
    async def local(self, request: web.Request) -> web.Response:
        return _nothing(request)

    @docs(tags=["Discovery"], summary="Suggestions: none", responses={200: {"schema": CompletionsShape}})
    async def completions(self, _: web.Request) -> web.Response:
        return json_response({"completions": []})

    @docs(tags=["Discovery"], summary="Popular torrents: none", responses={200: {"schema": FoundShape}})
    @query_schema(SearchQuery)
    async def popular(self, request: web.Request) -> web.Response:
        return _nothing(request)

    @docs(tags=["Discovery"], summary="What was checked: nothing", responses={200: {"schema": HealthHistoryShape}})
    async def health(self, _: web.Request) -> web.Response:
        return json_response({"health_history": {"local": [], "remote": []}})


class ResultsShape(Schema):
    """A list of nothing."""

    results = fields.List(fields.Dict(), required=True, metadata={"description": "Always empty."})


class ChannelsEndpoint(Endpoint):
    """Channels, which the Qt client lists at its start: there are none."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/channels", self.none),
            web.get("/channels/popular_torrents", self.none_popular),
            web.get("/channels/mychannel/0", self.none_of_mine),
        ]

    @docs(tags=["Discovery"], summary="Channels: none", responses={200: {"schema": ResultsShape}})
    async def none(self, _: web.Request) -> web.Response:
        return json_response({"results": []})

    @docs(tags=["Discovery"], summary="Popular torrents: none", responses={200: {"schema": ResultsShape}})
    async def none_popular(self, _: web.Request) -> web.Response:
        return json_response({"results": []})

    @docs(tags=["Discovery"], summary="Torrents in my channel: none", responses={200: {"schema": ResultsShape}})
    async def none_of_mine(self, _: web.Request) -> web.Response:
        return json_response({"results": []})


def _nothing(request: web.Request) -> web.Response:
    query = request[QUERY]
    page = {name: query[name] for name in ("first", "last", "sort_by", "sort_desc")}
    return json_response({"results": [], **page, **({"total": 0} if query["include_total"] else {})})
