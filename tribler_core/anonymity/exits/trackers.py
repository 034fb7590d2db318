"""What an exit says to an HTTP tracker for somebody else, and what it brings back: an announce or a scrape alone."""

import asyncio
import re
import zlib
from collections.abc import Mapping

from tribler_core.foundation.units import Seconds

PATIENCE = Seconds(10.0)
"""Who asks waits half of it."""
LARGEST = 256 * 1024
"""Bytes of an answer, and of what is in it."""
_LARGEST_HEAD = 16 * 1024
_REQUEST = re.compile(rb"GET [!-~]+ HTTP/1\.[01]\r\n(?:[!-9;-~]+:[^\r\n\0]*\r\n)*\r\n")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_REDIRECTS = range(301, 309)


class AnswerRefused(Exception):
    """What came back is nothing that a tracker says, or too much of it."""


def is_question(request: bytes) -> bool:
    """Whether it is one GET and nothing else, so that nobody speaks another protocol through us."""
    return len(request) <= _LARGEST_HEAD and _REQUEST.fullmatch(request) is not None


async def ask(request: bytes, address: tuple[str, int], source: str) -> bytes:
    """What the tracker answers, as it came; of a redirect only where to.

    `address` is numeric, and the caller has judged it; `source` is ours. Raises: AnswerRefused, OSError.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(*address, local_addr=(source, 0), limit=_LARGEST_HEAD)
            try:
                writer.write(request)
                return await _answer(reader)
            finally:
                writer.close()
    except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
        raise AnswerRefused from error


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    status = _STATUS.match(head)
    if status is None:
        raise AnswerRefused
    fields = _fields(head)
    if int(status[1]) in _REDIRECTS and b"location" in fields:
        line = head.partition(b"\r\n")[0]
        return b"%s\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (line, fields[b"location"])
    raw, body = await _body(reader, fields)
    if not _is_of_a_tracker(_unpacked(body, fields)):
        raise AnswerRefused
    return head + raw


def _fields(head: bytes) -> Mapping[bytes, bytes]:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in lines}


async def _body(reader: asyncio.StreamReader, fields: Mapping[bytes, bytes]) -> tuple[bytes, bytes]:
    """As it came, and what it is without the marks of its chunks."""
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        return await _chunks(reader)
    if b"content-length" in fields:
        size = int(fields[b"content-length"])
        if not 0 <= size <= LARGEST:
            raise AnswerRefused
        body = await reader.readexactly(size)
        return body, body
    body = b""
    while len(body) <= LARGEST and (more := await reader.read(LARGEST)):
        body += more
    if len(body) > LARGEST:
        raise AnswerRefused
    return body, body


async def _chunks(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    raw = body = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.partition(b";")[0], 16)
        if not 0 <= size <= LARGEST - len(body) or len(raw) > 2 * LARGEST:
            raise AnswerRefused
        chunk = await reader.readexactly(size + 2)
        raw += line + chunk
        body += chunk[:size]
        if not size:
            return raw, body


def _unpacked(body: bytes, fields: Mapping[bytes, bytes]) -> bytes:
    if fields.get(b"content-encoding", b"").lower() not in (b"gzip", b"x-gzip"):
        return body
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(body, LARGEST)
    except zlib.error as error:
        raise AnswerRefused from error
    if not unpacker.eof:
        raise AnswerRefused
    return text


def _is_of_a_tracker(text: bytes) -> bool:
    """A bencoded dictionary with one of the keys that announces and scrapes have."""
    keys = (b"8:interval", b"5:peers", b"6:peers6", b"14:failure reason", b"5:files")
    return text[:1] == b"d" and text[-1:] == b"e" and any(key in text for key in keys)
