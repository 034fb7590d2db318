"""What happens, as it happens."""

from collections.abc import AsyncGenerator, Callable

from aiohttp import web

from tribler_core.dialects.tribler.live import changes, merged
from tribler_core.dialects.tribler.rows import Form, Rows
from tribler_core.dialects.tribler.shapes.events import (
    EventsInfoShape,
    Notice,
    encode_current,
    encode_legacy,
    encode_line,
    present_event,
    present_info,
    start_for_legacy,
)
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.events import LowSpace
from tribler_core.foundation.units import Revision, Seconds
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.event_stream import EventReader, EventStream
from tribler_core.web.endpoint import QUERY, Endpoint
from tribler_core.web.fields import FiniteNumber, RequestShape, Text, WholeNumber
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import docs, query_schema
from tribler_core.web.sse import stream_events

EVENTS = "text/event-stream"
LINES = "application/x-ndjson"
HEARTBEAT = Seconds(15.0)
FASTEST = Seconds(0.25)
_LARGEST_ID = 2**63 - 1


class EventsQuery(RequestShape):
    """What is streamed beside the events."""

    downloads = FiniteNumber(
        minimum=FASTEST,
        maximum=3600,
        load_default=None,
        metadata={"description": "Also send `downloads_changed`, at most once in so many seconds."},
    )
    since = WholeNumber(
        minimum=0, load_default=0, metadata={"description": "With `downloads`: the revision that the client has."}
    )


class LegacyEventsQuery(RequestShape):
    """The form of the stream."""

    format = Text(load_default="", metadata={"description": "`ndjson`: one JSON object a line, as up to 7.4."})


class EventsEndpoint(Endpoint):
    """Server-sent events, numbered, with a replay after a lost connection."""

    def __init__(self, stream: EventStream, table: LiveTable, rows: Rows, version: str) -> None:
        self._stream = stream
        self._table = table
        self._rows = rows
        self._version = version

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/events", self.listen), web.get("/events/info", self.info)]

    @docs(
        tags=["Events"],
        summary="Listen to events",
        description="`event:` and `data:` lines; the first is `events_start`. With a `Last-Event-ID` header what was "
        "missed comes again, as far as it is kept. A reader that does not read is cut off.",
        responses={200: {"description": "A stream of events."}},
        produces=(EVENTS,),
    )
    @query_schema(EventsQuery)
    async def listen(self, request: web.Request) -> web.StreamResponse:
        return await stream_events(request, self._happening(request), heartbeat=HEARTBEAT)

    @docs(tags=["Events"], summary="What a stream says first", responses={200: {"schema": EventsInfoShape}})
    async def info(self, _: web.Request) -> web.Response:
        return json_response(present_info(self._version, self._stream.readers))

    async def _happening(self, request: web.Request) -> AsyncGenerator[bytes, None]:
        query, sessions = request[QUERY], self._stream.readers
        with self._stream.open(last_event_id(request)) as reader:
            yield encode_current(Notice("events_start", present_info(self._version, sessions)))
            if reader.missed:
                yield encode_current(Notice("events_missed", {}))
            sources = [_noticed(reader)]
            if (interval := query["downloads"]) is not None:
                rows, since = self._rows.of(Form(self._rows.vocabulary_for(request))), Revision(query["since"])
                sources.append(changes(self._table, rows, interval=Seconds(interval), since=since))
            async for chunk in merged(*sources):
                yield chunk


class LegacyEventsEndpoint(Endpoint):
    """Events for clients before 8.0, who break on comments, on `event:` lines and on topics that they do not know."""

    def __init__(self, stream: EventStream, version: str, tell_low_space: Callable[[], bool]) -> None:
        """`tell_low_space`: Quirk(tribler): the Qt client stops the daemon when it hears of it."""
        self._stream = stream
        self._version = version
        self._tell_low_space = tell_low_space

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/events", self.listen), web.get("/events/info", self.info)]

    @docs(
        tags=["Events"],
        summary="Listen to events",
        description="`data:` lines only, each one JSON object that every client from 7.5 to 7.14 can read.",
        responses={200: {"description": "A stream of events."}},
        produces=(EVENTS, LINES),
    )
    @query_schema(LegacyEventsQuery)
    async def listen(self, request: web.Request) -> web.StreamResponse:
        if request[QUERY]["format"] == "ndjson" or LINES in request.headers.get("Accept", ""):
            return await stream_events(request, self._happening(encode_line, 1), content_type=LINES)
        return await stream_events(request, self._happening(encode_legacy, 0), content_type=EVENTS)

    @docs(tags=["Events"], summary="What a stream says first", responses={200: {"schema": EventsInfoShape}})
    async def info(self, _: web.Request) -> web.Response:
        return json_response(present_info(self._version, self._stream.readers))

    async def _happening(self, encode: Callable[[Notice], bytes], form: int) -> AsyncGenerator[bytes, None]:
        with self._stream.open() as reader:
            yield start_for_legacy(self._version)[form]
            async for streamed in reader:
                if isinstance(streamed.event, LowSpace) and not self._tell_low_space():
                    continue
                if (notice := present_event(streamed.event, Face.LEGACY)) is not None:
                    yield encode(notice)


async def _noticed(reader: EventReader) -> AsyncGenerator[bytes, None]:
    async for streamed in reader:
        if (notice := present_event(streamed.event, Face.CURRENT)) is not None:
            yield encode_current(notice, str(streamed.id))


def last_event_id(request: web.Request) -> int | None:
    """The number of the last event that the client saw; None: none, or nothing that we ever sent."""
    text = request.headers.get("Last-Event-ID", "")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _LARGEST_ID else None
