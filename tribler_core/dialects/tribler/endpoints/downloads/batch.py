"""Many changes in one call."""

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.dialects.tribler.errors import ErrorFactsShape, ErrorStyle, error_facts
from tribler_core.dialects.tribler.requests.batching import Batching, BatchShape
from tribler_core.dialects.tribler.shapes.answers import present_modified, present_removed, present_started
from tribler_core.domain.errors import TriblerError
from tribler_core.foundation.turns import give_way
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.downloads.requests import Added, Answer, Removed, Request
from tribler_core.web.endpoint import BODY, Endpoint
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs


class BatchAnswerShape(Schema):
    """What became of one item: the answer of the request that it stands for, or an error."""

    infohash = fields.String()
    started = fields.Boolean()
    existed = fields.Boolean(metadata={"description": "With `started`: it was there before."})
    modified = fields.Boolean()
    removed = fields.Boolean()
    error = fields.Nested(ErrorFactsShape)


class BatchAnswersShape(Schema):
    """One answer for each item, in order."""

    results = fields.List(fields.Nested(BatchAnswerShape), required=True)


class DownloadsBatchEndpoint(Endpoint):
    """Many downloads at once."""

    def __init__(self, downloads: DownloadManager, batching: Batching) -> None:
        self._downloads = downloads
        self._batching = batching

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/downloads/batch", self.change)]

    @docs(
        tags=["Downloads"],
        summary="Add, change and remove many downloads",
        description="In order, in one transaction, with an answer for each; one that fails does not stop the others.",
        responses={200: {"schema": BatchAnswersShape}},
    )
    @body_schema(BatchShape)
    async def change(self, request: web.Request) -> web.Response:
        requests: list[Request | TriblerError] = []
        for index, item in enumerate(request[BODY]["items"]):
            requests.append(await self._batching.read(item))
            await give_way(index)
        done = iter(await self._downloads.batch([asked for asked in requests if not isinstance(asked, TriblerError)]))
        answers = [asked if isinstance(asked, TriblerError) else next(done) for asked in requests]
        return json_response({"results": [present_answer(answer) for answer in answers]})


def present_answer(answer: Answer) -> dict[str, object]:
    """What became of one item."""
    match answer:
        case Added():
            return {**present_started(answer.infohash), "existed": answer.existed}
        case Removed():
            return present_removed(answer.infohash)
        case TriblerError():
            return {"error": error_facts(answer, ErrorStyle())}
        case _:
            return present_modified(answer.infohash)
