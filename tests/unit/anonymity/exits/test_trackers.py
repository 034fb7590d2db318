"""What an exit says to HTTP trackers, and what it brings back."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.listening import listening
from tribler_core.anonymity.exits.trackers import LARGEST, AnswerRefused, ask, is_question

QUESTION = b"GET /announce?info_hash=%01 HTTP/1.1\r\nHost: a.example\r\nUser-Agent:\r\n\r\n"
PEERS = b"d8:intervali60e5:peers0:e"
HEAD = b"HTTP/1.1 200 OK\r\n"


@asynccontextmanager
async def tracker(answer: bytes) -> AsyncIterator[tuple[str, int]]:
    """Says this to whoever asks, and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)

    async with listening(serve) as address:
        yield address


def sized(body: bytes, *fields: bytes) -> bytes:
    return HEAD + b"".join(b"%s\r\n" % field for field in fields) + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(sized(PEERS), id="sized"),
        pytest.param(HEAD + b"\r\n" + PEERS, id="until the end"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nd8:in\r\n14\r\nterva" + b"li60e5:peers0:e"
                     b"\r\n0\r\n\r\n", id="in chunks"),
        pytest.param(sized(gzip.compress(PEERS), b"Content-Encoding: gzip"), id="compressed"),
        pytest.param(sized(b"d14:failure reason4:nonee"), id="a failure"),
        pytest.param(sized(b"d5:filesdee"), id="a scrape"),
    ],
)  # fmt: skip
async def test_what_a_tracker_says_comes_back_as_it_was(answer):
    async with tracker(answer) as address:
        assert await ask(QUESTION, address, "127.0.0.1") == answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_of_a_redirect_only_the_target_comes_back(status):
    answer = b"HTTP/1.1 %d Moved\r\nLocation: http://b.example/\r\nSet-Cookie: x\r\n\r\nsecret" % status
    async with tracker(answer) as address:
        got = await ask(QUESTION, address, "127.0.0.1")

    assert got == b"HTTP/1.1 %d Moved\r\nLocation: http://b.example/\r\nContent-Length: 0\r\n\r\n" % status


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n\r\n", id="another protocol"),
        pytest.param(sized(b"<html>the router</html>"), id="a page"),
        pytest.param(sized(b"d6:secret3:abce"), id="another dictionary"),
        pytest.param(sized(b'{"5:peers": 1}'), id="another notation"),
        pytest.param(HEAD + b"Content-Length: 100\r\n\r\n" + PEERS, id="cut off"),
        pytest.param(HEAD + b"Content-Length: x\r\n\r\n" + PEERS, id="of no size"),
        pytest.param(HEAD + b"Content-Length: %d\r\n\r\n" % (LARGEST + 1), id="too much"),
        pytest.param(HEAD + b"\r\nd5:peers" + bytes(LARGEST) + b"e", id="too much without saying so"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n", id="too large a chunk"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", id="a senseless chunk"),
        pytest.param(sized(gzip.compress(b"d5:peers" + bytes(2 * LARGEST) + b"e"), b"Content-Encoding: gzip"),
                     id="a bomb"),
        pytest.param(sized(b"no gzip", b"Content-Encoding: gzip"), id="not even compressed"),
        pytest.param(b"HTTP/1.1 307 Moved\r\n\r\nsecret", id="a redirect to nowhere"),
        pytest.param(HEAD + b"X: " + bytes(70_000), id="an endless head"),
    ],
)  # fmt: skip
async def test_anything_else_does_not(answer):
    async with tracker(answer) as address:
        with pytest.raises(AnswerRefused):
            await ask(QUESTION, address, "127.0.0.1")


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"GET / HTTP/1.1\r\n",
        b"POST / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\nGET /second HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: b\r\n\r\nbody",
        b"GET / HTTP/1.1\nA: b\n\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno field\r\n\r\n",
        b"EHLO a\r\nMAIL FROM:<a@b>\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/1.1\r\nA: " + b"x" * 20_000 + b"\r\n\r\n",
    ],
)
def test_nothing_but_one_get_is_said(request_):
    assert not is_question(request_)


def test_what_libtorrent_says_is_a_question():
    assert is_question(QUESTION)
    assert is_question(b"GET /a HTTP/1.0\r\n\r\n")
