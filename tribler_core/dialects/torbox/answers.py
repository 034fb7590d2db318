"""The envelope around every answer."""

from typing import Any, cast

from aiohttp import web
from marshmallow import Schema, fields

from tribler_core.web.json import json_response


def success(detail: str, data: Any = None, *, error: bool | None = None) -> web.Response:
    """`error` is null in every answer but one."""
    return json_response({"success": True, "error": error, "detail": detail, "data": data})


class Envelope(Schema):
    """What every answer has."""

    success = fields.Boolean(required=True, metadata={"description": "What was asked for was done."})
    error = fields.String(required=True, allow_none=True, metadata={"description": "null, or a code."})
    detail = fields.String(required=True, metadata={"description": "For people."})
    data = fields.Raw(required=True, allow_none=True)


def enveloped(name: str, data: fields.Field[Any]) -> type[Schema]:
    """The shape of an answer with this in it."""
    return cast("type[Schema]", type(name, (Envelope,), {"data": data, "__doc__": Envelope.__doc__}))
