"""One decoder for every body: clients of the same method send different encodings, and label them wrongly.

Source: section 2.1 of the specification; the recordings of the official SDKs in its section 11.
"""

import asyncio
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from aiohttp import BodyPartReader, MultipartReader, StreamReader, web
from aiohttp.base_protocol import BaseProtocol

from tribler_core.domain.errors import MalformedBody, PayloadTooLarge
from tribler_core.foundation.units import Bytes, Seconds
from tribler_core.web.json import loads
from tribler_core.web.request.bodies import Body

LARGEST = Bytes(100 * 1024 * 1024)
FILE = "file"
JSON_TYPE, FORM_TYPE, MULTIPART_TYPE = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
_MOST_FIELDS = 10_000
_BOUNDARY = re.compile(rb"\s*--([^\r\n]{1,200})\r?\n")
_PAIR = 2

Pairs = Iterable[tuple[str, Any]]


async def decode_loosely(request: web.Request, patience: Seconds) -> Body:
    """Values by name; `file` in bytes where it came as bytes. Raises: MalformedBody, PayloadTooLarge."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise MalformedBody("a compressed body is not accepted")
    if (request.content_length or 0) > request.client_max_size:
        raise PayloadTooLarge(f"the body is larger than {request.client_max_size} bytes")
    try:
        async with asyncio.timeout(patience):
            data = await request.read()
    except TimeoutError:
        raise MalformedBody(f"the body was not here within {patience:g} s") from None
    except web.HTTPRequestEntityTooLarge as refused:
        raise PayloadTooLarge(f"the body is larger than {request.client_max_size} bytes") from refused
    except (web.RequestPayloadError, ValueError) as refused:
        raise MalformedBody("the body does not keep to its encoding") from refused
    boundary = _boundary(request)
    return Body(values=await values_of(data, request.content_type, boundary))


async def values_of(data: bytes, content_type: str, boundary: str = "") -> dict[str, Any]:
    """By what it says it is; by its first byte where that says nothing. Raises: MalformedBody."""
    start = data[:64].lstrip()[:2]
    if not start:
        return {}
    if content_type == MULTIPART_TYPE or (content_type not in (JSON_TYPE, FORM_TYPE) and start == b"--"):
        return _folded(await _multipart(data, boundary))
    if content_type == JSON_TYPE or (content_type != FORM_TYPE and start[:1] in b'{["'):
        return _of_json(data)
    return _folded(_form(data))


def _boundary(request: web.Request) -> str:
    """As the header says; one SDK overwrites the header and loses it."""
    header = request.headers.get("Content-Type", "")
    match = re.search(r'boundary="?([^";,]{1,200})"?', header, re.IGNORECASE)
    return match[1].strip() if match else ""


async def _multipart(data: bytes, boundary: str) -> Pairs:
    """Raises: MalformedBody."""
    if not boundary:
        if (first := _BOUNDARY.match(data)) is None:
            raise MalformedBody("the multipart body has no boundary")
        boundary = first[1].decode("latin-1")
    stream = StreamReader(
        BaseProtocol(asyncio.get_running_loop()), limit=len(data) + 1
    )  # all of it is here: nobody has to be held back
    stream.feed_data(data)
    stream.feed_eof()
    pairs: list[tuple[str, Any]] = []
    try:
        reader = MultipartReader({"Content-Type": f'multipart/form-data; boundary="{boundary}"'}, stream)
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or part.name is None or len(pairs) >= _MOST_FIELDS:
                raise MalformedBody("the multipart body has a part without a name, or too many")
            content = bytes(await part.read(decode=True))
            pairs.append((part.name, content if normal(part.name) == FILE else _text(content)))
    except (ValueError, AssertionError, RuntimeError, EOFError) as refused:
        raise MalformedBody("the multipart body does not keep to its encoding") from refused
    return pairs


def _of_json(data: bytes) -> dict[str, Any]:
    """An object; a text that holds one, or a form; a list of pairs. Raises: MalformedBody."""
    try:
        value = loads(data)
        if isinstance(value, str):  # Quirk(Python SDK): the only form in which its control_torrent works
            text = value.strip()
            value = loads(text.encode()) if text.startswith(("{", "[")) else dict(_form(text.encode()))
    except ValueError as refused:
        raise MalformedBody(f"the body is not valid JSON: {refused}") from refused
    if isinstance(value, list):
        if not all(isinstance(pair, list) and len(pair) == _PAIR and isinstance(pair[0], str) for pair in value):
            raise MalformedBody("the body is a list, but not of pairs")
        return _folded((name, item) for name, item in value)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MalformedBody("the body must be a JSON object")
    return value


def _form(data: bytes) -> Pairs:
    """`key=value&key=value`; the file keeps its bytes. Raises: MalformedBody."""
    parts = data.split(b"&")
    if len(parts) > _MOST_FIELDS:
        raise MalformedBody("the form has too many fields")
    for part in parts:
        name, _, content = (unquote_to_bytes(side.replace(b"+", b" ")) for side in part.partition(b"="))
        key = _text(name)
        if key:
            yield key, content if normal(key) == FILE else _text(content)


def _folded(pairs: Pairs) -> dict[str, Any]:
    """One value for each key; a list for one that is repeated, and for `key[]`."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        key = name.removesuffix("[]")
        if key in values:
            known = values[key]
            if isinstance(known, list):
                known.append(value)
            else:
                values[key] = [known, value]
        else:
            values[key] = [value] if key != name else value
    return values


def _text(content: bytes) -> str:
    """Raises: MalformedBody."""
    try:
        return content.decode()
    except UnicodeDecodeError as refused:
        raise MalformedBody("the body is not valid UTF-8") from refused


def normal(name: str) -> str:
    """`allow_zip`, `allowZip` and `AllowZip` are one field."""
    return name.lower().replace("_", "").replace("-", "")
