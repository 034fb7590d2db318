"""What a body is, by its first byte: clients label JSON as a form, and torrents as anything.

Source: decision D-09 of the specification.
"""

import asyncio
import re
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from tribler_core.domain.errors import MalformedBody, PayloadTooLarge
from tribler_core.foundation.units import Seconds
from tribler_core.web.json import loads
from tribler_core.web.request.forms import Values, folded, parse_form

TORRENT_TYPES = {"application/x-bittorrent", "applications/x-bittorrent"}  # the second: Quirk(tribler): its web UI
ANY_BYTES = "application/octet-stream"
"""What libraries call a body when they are told nothing: a torrent if it is nothing else."""
_BENCODED_KEY = re.compile(rb"d[0-9]{1,10}:")
_FORM_KEY = re.compile(rb"[a-z][a-z_]{1,40}=")
PATIENCE = Seconds(300.0)
"""How long a body may take to come: 16 MiB over half a megabit a second."""
_MOST_PARTS = 1_000
"""Of a multipart body: each costs far more time than its bytes."""


@dataclass(frozen=True, slots=True)
class Body:
    """A decoded body: values by name, or a torrent, or both (multipart, which may bring several)."""

    values: Values = field(default_factory=dict)
    torrents: tuple[bytes, ...] = ()


async def decode(request: web.Request, patience: Seconds = PATIENCE) -> Body:
    """Read and decode the whole body, which has to be here within `patience`; a content type is only a hint.

    Raises: MalformedBody, PayloadTooLarge.
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise MalformedBody("a compressed body is not accepted")  # a kilobyte can hold a megabyte, and nobody sends one
    if (request.content_length or 0) > request.client_max_size:
        raise _too_large(request)
    try:
        async with asyncio.timeout(None if request.content.is_eof() else patience):
            if request.content_type == "multipart/form-data":
                return await _multipart(request)
            data = await request.read()
    except TimeoutError:
        raise MalformedBody(f"the body was not here within {patience:g} s") from None
    except web.HTTPRequestEntityTooLarge as refused:
        raise _too_large(request) from refused
    except (web.RequestPayloadError, HttpProcessingError, ValueError) as refused:
        raise MalformedBody("the body does not keep to its encoding") from refused
    return sniff(data, request.content_type)


def _too_large(request: web.Request) -> PayloadTooLarge:
    return PayloadTooLarge(f"the body is larger than {request.client_max_size} bytes")


def sniff(data: bytes, content_type: str) -> Body:
    """Decode by the first byte that is not blank.

    Raises: MalformedBody.
    """
    start = data[:64].lstrip()[:1] or data.lstrip()[:1]
    if not start:
        return Body()
    if start in (b"{", b"["):
        return Body(values=_object(data))
    bare = content_type == ANY_BYTES and b"=" not in data
    labelled = content_type in TORRENT_TYPES and not _FORM_KEY.match(data)
    if bare or labelled or _BENCODED_KEY.match(data):
        return Body(torrents=(data,))
    return Body(values=parse_form(data))


def _object(data: bytes) -> Values:
    try:
        value = loads(data)
    except ValueError as refused:
        raise MalformedBody(f"the body is not valid JSON: {refused}") from refused
    if not isinstance(value, dict):
        raise MalformedBody("the body must be a JSON object")
    return value


async def _multipart(request: web.Request) -> Body:
    """Fields become values, files become torrents; the body's limit counts everything, also what is between them."""
    reader = await request.multipart()
    fields: list[tuple[str, str]] = []
    torrents: list[bytes] = []
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise MalformedBody("a part of the multipart body has no name")
        data = bytes(await part.read(decode=True))
        if request.content.total_bytes > request.client_max_size:
            raise _too_large(request)
        if len(fields) + len(torrents) >= _MOST_PARTS:
            raise MalformedBody(f"the multipart body has more than {_MOST_PARTS} parts")
        if part.filename or part.headers.get("Content-Type", "") in TORRENT_TYPES:
            torrents.append(data)
        else:
            fields.append((part.name, data.decode()))
    return Body(values=folded(fields), torrents=tuple(torrents))
