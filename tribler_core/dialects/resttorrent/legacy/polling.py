"""Bodies of long polling, plain or as a script."""

import json
import re
from urllib.parse import parse_qs

from aiohttp import web

from tribler_core.dialects.resttorrent.legacy.payloads import PayloadRefused

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_ESCAPED_LINE = re.compile(r"(?<!\\)\\n")


def polled_response(request: web.Request, payload: str) -> web.Response:
    """The answer to a poll."""
    number = request.rel_url.query.get("j")
    if number is None:
        return web.Response(text=payload, content_type="text/plain", charset="UTF-8")
    if not _NUMBER.fullmatch(number):
        raise PayloadRefused
    return web.Response(
        text=f"___eio[{number}]({json.dumps(payload)});", content_type="text/javascript", charset="UTF-8"
    )


def jsonp_body(text: str) -> web.Response:
    """The answer to what a form posted: a page that nobody sees."""
    return web.Response(text=text, content_type="text/html")


async def posted(request: web.Request) -> bytes:
    """Packets as they were sent. Raises: PayloadRefused."""
    body = await request.read()
    if "j" not in request.rel_url.query:
        return body
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=10)
    except (UnicodeDecodeError, ValueError):
        raise PayloadRefused from None
    data = _ESCAPED_LINE.sub("\n", fields.get("d", [""])[0]).replace("\\\\n", "\\n")
    return data.encode()
