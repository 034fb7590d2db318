"""Multipart forms as clients really send them. Source: RFC 7578, and section 1.10 for what is forgiven."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import web

from tribler_core.domain.errors import MalformedBody, PayloadTooLarge
from tribler_core.web.request.bodies import decode
from tribler_core.web.request.forms import Values, folded

_MULTIPART = "multipart/form-data"
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_PARAMETER = r'(?:^|[;\s]){}="((?:[^"\\]|\\.)*)"'
_NAME = re.compile(_PARAMETER.format("name"), re.IGNORECASE)
_FILENAME = re.compile(_PARAMETER.format("filename"), re.IGNORECASE)
_ENCODED_FILENAME = re.compile(r"filename\*=[^']*'[^']*'([^;\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a form."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """Fields and files; a part that has a file name is a file, whatever its field is called."""

    values: Values = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()


async def read_form(request: web.Request) -> Form:
    """The whole body. A bare torrent is taken for an upload.

    Raises: MalformedBody, PayloadTooLarge.
    """
    if request.content_type != _MULTIPART:
        body = await decode(request)
        return Form(body.values, tuple(Upload("torrent", data) for data in body.torrents))
    boundary = _BOUNDARY.search(request.headers.get("Content-Type", ""))
    if boundary is None:
        raise MalformedBody("the multipart body has no boundary")
    try:
        data = await request.read()
    except web.HTTPRequestEntityTooLarge as refused:
        raise PayloadTooLarge(f"the body is larger than {request.client_max_size} bytes") from refused
    return parse_multipart(data, boundary[1].strip().encode())


def parse_multipart(data: bytes, boundary: bytes) -> Form:
    """A missing line break before the first boundary, and after the last one, is forgiven; so is a missing last one."""
    fields: list[tuple[str, str]] = []
    uploads: list[Upload] = []
    for part in (b"\r\n" + data).split(b"\r\n--" + boundary)[1:]:
        if part.startswith(b"--"):
            break
        head, blank, content = part.partition(b"\r\n\r\n")
        if not blank:
            continue
        disposition = _disposition(head.decode("utf-8", "replace"))
        filename = _filename(disposition)
        if filename is not None:
            uploads.append(Upload(filename, content))
        elif name := _NAME.search(disposition):
            fields.append((_unquoted(name[1]), content.decode("utf-8", "replace")))
    return Form(folded(fields), tuple(uploads))


def _disposition(head: str) -> str:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            return value
    return ""


def _filename(disposition: str) -> str | None:
    if encoded := _ENCODED_FILENAME.search(disposition):
        return unquote(encoded[1])
    plain = _FILENAME.search(disposition)
    return None if plain is None else _unquoted(plain[1])


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
