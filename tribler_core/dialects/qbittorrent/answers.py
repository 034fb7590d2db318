"""Answers in JSON, compressed when that is worth it."""

from aiohttp import web

from tribler_core.web.json import JSON_TYPE, dumps

_WORTH_COMPRESSING = 1024
"""Bytes."""


def json_answer(value: object, *, status: int = 200) -> web.Response:
    """Anything as JSON."""
    return encoded_answer(dumps(value), status=status)


def encoded_answer(body: bytes, *, status: int = 200) -> web.Response:
    """What is JSON already."""
    response = web.Response(
        body=body, status=status, content_type=JSON_TYPE, zlib_executor_size=_WORTH_COMPRESSING * 64
    )
    if len(body) > _WORTH_COMPRESSING:
        response.enable_compression()  # when the client accepts it
    return response
