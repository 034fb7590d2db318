"""The decorators of a handler: what it is for, what it takes, what it answers.

With `document.py` the only code that knows aiohttp-apispec. Validation is ours (request/validation.py).
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar

import aiohttp_apispec
from aiohttp.typedefs import Handler
from marshmallow import Schema

HandlerT = TypeVar("HandlerT", bound=Callable[..., Any])
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
TORRENT_FILE = "application/x-bittorrent"
MULTIPART = "multipart/form-data"


class Answer(TypedDict, total=False):
    """One documented answer; without a schema it has no JSON body."""

    description: str
    schema: type[Schema]
    headers: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Shapes:
    """What validation has to know of a handler: one schema instance for each part it checks."""

    path: Schema | None = None
    query: Schema | None = None
    body: Schema | None = None
    torrent: bool = False
    checked: bool = True
    """False: they are described, and the handler reads what comes by itself."""


def docs(
    *,
    tags: Sequence[str],
    summary: str,
    responses: Mapping[int, Answer],
    description: str = "",
    produces: Sequence[str] = (JSON,),
) -> Callable[[HandlerT], HandlerT]:
    """Say what an operation is for and what it answers when all goes well; `produces` JSON, TEXT: either of both.

    The answers of errors, and the security schemes, are added to every operation by the document.
    """
    answers = {str(status): {"description": "", **answer} for status, answer in responses.items()}
    documented: Callable[[HandlerT], HandlerT] = aiohttp_apispec.docs(
        tags=list(tags), summary=summary, description=description, produces=list(produces), responses=answers
    )
    return documented


def path_schema(schema: type[Schema]) -> Callable[[HandlerT], HandlerT]:
    """Load the path's variables with `schema` into `request[PATH]`."""
    return _declared(aiohttp_apispec.match_info_schema, Shapes(path=_made(schema)))


def query_schema(schema: type[Schema]) -> Callable[[HandlerT], HandlerT]:
    """Load the query with `schema` into `request[QUERY]`."""
    return _declared(aiohttp_apispec.querystring_schema, Shapes(query=_made(schema)))


def body_schema(schema: type[Schema], *, torrent: bool = False) -> Callable[[HandlerT], HandlerT]:
    """Load the query, with the body's values over it, with `schema` into `request[BODY]`.

    The body is JSON or a form, whatever its content type says. With `torrent` it may also be a raw torrent, or a
    multipart form with one: then the bytes are in `request[TORRENT]` and the values come from the query or the form.
    """
    return _declared(aiohttp_apispec.json_schema, Shapes(body=_made(schema), torrent=torrent))


def described(
    *,
    path: type[Schema] | None = None,
    query: type[Schema] | None = None,
    body: type[Schema] | None = None,
    files: bool = False,
) -> Callable[[HandlerT], HandlerT]:
    """Say what a handler takes, which it reads and checks itself. To be applied before `docs`."""
    shapes = Shapes(path=_made(path), query=_made(query), body=_made(body), torrent=files, checked=False)
    registers = (
        (aiohttp_apispec.match_info_schema, shapes.path),
        (aiohttp_apispec.querystring_schema, shapes.query),
        (aiohttp_apispec.json_schema, shapes.body),
    )

    def decorate(handler: HandlerT) -> HandlerT:
        for register, schema in registers:
            if schema is not None:
                handler = register(schema)(handler)
        handler.__shapes__ = shapes  # type: ignore[attr-defined]  # metadata lives on the function, as apispec's does
        return handler

    return decorate


@functools.cache
def _made(schema: type[Schema] | None) -> Schema | None:
    """One for all that declare it: qBittorrent's faces declare the same many times."""
    return None if schema is None else schema()


def _declared(register: Callable[[Schema], Any], shapes: Shapes) -> Callable[[HandlerT], HandlerT]:
    schema = shapes.path or shapes.query or shapes.body

    def decorate(handler: HandlerT) -> HandlerT:
        decorated: HandlerT = register(schema)(handler)  # type: ignore[arg-type]  # one of the three is there
        known = shapes_of(handler)
        merged = Shapes(
            path=shapes.path or known.path,
            query=shapes.query or known.query,
            body=shapes.body or known.body,
            torrent=shapes.torrent or known.torrent,
        )
        decorated.__shapes__ = merged  # type: ignore[attr-defined]  # metadata lives on the function, as apispec's does
        return decorated

    return decorate


def shapes_of(handler: Handler) -> Shapes:
    """What the decorators declared for a handler; nothing by default."""
    shapes: Shapes = getattr(handler, "__shapes__", Shapes())
    return shapes
