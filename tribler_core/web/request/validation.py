"""Between the gate and the handler: path, query and body are loaded by the schemas that the handler declared."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiohttp import web
from marshmallow import Schema, ValidationError

from tribler_core.domain.errors import InvalidParameter, MalformedBody, MissingParameter, Rejected
from tribler_core.foundation.units import Seconds
from tribler_core.web.endpoint import BODY, PATH, QUERY, TORRENT, TORRENTS
from tribler_core.web.openapi.declare import Shapes
from tribler_core.web.request.bodies import Body, decode
from tribler_core.web.request.forms import Values, folded


async def validate(
    request: web.Request,
    shapes: Shapes,
    patience: Seconds,
    read_body: Callable[[web.Request, Seconds], Awaitable[Body]] = decode,
) -> None:
    """Store what the schemas load in the request; nothing of the handler has run yet.

    `patience` is for a body that comes slowly.

    Raises: MissingParameter, InvalidParameter, MalformedBody, PayloadTooLarge; and what a field itself raises.
    """
    if not shapes.checked:
        return
    if shapes.path:
        request[PATH] = load(shapes.path, dict(request.match_info))
    if not (shapes.query or shapes.body):
        return
    query = folded(request.query.items())
    if shapes.query:
        request[QUERY] = load(shapes.query, query)
    if shapes.body:
        body = await read_body(request, patience)
        if body.torrents:
            if not shapes.torrent:
                raise MalformedBody("a torrent is not what this operation takes")
            request[TORRENT], request[TORRENTS] = body.torrents[0], body.torrents
        request[BODY] = load(shapes.body, {**query, **body.values})


def load(schema: Schema, values: Values) -> dict[str, Any]:
    """Check values against a schema; the first thing wrong is the one that is told.

    Raises: MissingParameter, InvalidParameter.
    """
    try:
        return cast("dict[str, Any]", schema.load(values))
    except ValidationError as refused:
        raise refusal(schema, values, refused) from None


def refusal(schema: Schema, values: Values, refused: ValidationError) -> Rejected:
    """Marshmallow's tree of messages as one sentence that names the key."""
    messages: Any = refused.messages
    path: list[str] = []
    while isinstance(messages, dict):
        name, messages = next(iter(messages.items()))
        if name != "_schema":
            path.append(str(name))
    key = ".".join(path)
    missing = [name for name in refused.messages_dict if name not in values and _is_required(schema, name)]
    if missing and path == missing[:1]:
        return MissingParameter(*missing)
    reason = str(messages[0]) if messages else "is not valid"
    return InvalidParameter(f"{key}: {reason}" if key else reason)


def _is_required(schema: Schema, key: str) -> bool:
    return any((field.data_key or name) == key and field.required for name, field in schema.fields.items())
