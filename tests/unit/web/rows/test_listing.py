"""Lists: the same bytes for everybody, conditional, compressed when asked for."""

import asyncio
import gzip
import json
import sys
from collections.abc import Sequence

import pytest
from aiohttp import web
from multidict import CIMultiDict

from tests.builders import a_download
from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, KEY, Served, a_dialect
from tribler_core.domain.download.snapshot import Download
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.json import dumps
from tribler_core.web.rows.compression import Coding, negotiate
from tribler_core.web.rows.listing import Listing, send_list

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


class ListEndpoint(Endpoint):
    """A list of rows of a kilobyte."""

    def __init__(self) -> None:
        self.version = "1"
        self.count = 3000
        self.made = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/list", self.rows)]

    async def rows(self, request: web.Request) -> web.StreamResponse:
        return await send_list(request, self.version, self.make)

    async def make(self) -> Listing:
        self.made += 1
        return Listing(b'{"rows":[', [a_download()] * self.count, self.encode, b'],"end":1}')

    def encode(self, downloads: Sequence[Download]) -> list[bytes]:
        return [dumps({"pad": "x" * 1000}) for _ in downloads]


@pytest.fixture
async def listed(serve: Serve) -> tuple[Served, ListEndpoint]:
    endpoint = ListEndpoint()
    return await serve(a_dialect(endpoint)), endpoint


async def raw(served: Served, accepted: str, path: str = "/list") -> tuple[bytes, CIMultiDict[str]]:
    """The bytes of an answer as they came, without their coding undone."""
    headers = HEADERS | {"Accept-Encoding": accepted}
    async with served.client.get(served.url + path, headers=headers, auto_decompress=False) as answer:
        return await answer.read(), answer.headers.copy()


@pytest.mark.parametrize("count", [0, 1, 2, 249, 250, 251, 500, 3000])
async def test_a_list_is_whole_whatever_its_length(listed: tuple[Served, ListEndpoint], count: int) -> None:
    served, endpoint = listed
    endpoint.count = count

    body, headers = await raw(served, "identity")

    assert len(json.loads(body)["rows"]) == count
    assert headers["Content-Length"] == str(len(body))
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.1", "zstd"),
        ("zstd;q=0, gzip", "gzip"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("br, deflate", None),
        ("identity", None),
        ("gzip;q=nonsense", None),
        ("", None),
    ],
)
async def test_what_the_client_asks_for_is_what_it_gets(
    listed: tuple[Served, ListEndpoint], accepted: str, coding: str | None
) -> None:
    served, _ = listed

    body, headers = await raw(served, accepted)

    assert headers.get("Content-Encoding") == coding
    assert headers["Vary"] == "Accept-Encoding"
    plain = gzip.decompress(body) if coding == "gzip" else zstd.decompress(body) if coding == "zstd" else body
    assert len(json.loads(plain)["rows"]) == 3000
    assert (len(body) < 100_000) is (coding is not None)


async def test_a_short_list_is_not_worth_compressing(listed: tuple[Served, ListEndpoint]) -> None:
    served, endpoint = listed
    endpoint.count = 3

    assert "Content-Encoding" not in (await raw(served, "gzip, zstd"))[1]


async def test_an_unchanged_list_is_answered_without_its_rows(listed: tuple[Served, ListEndpoint]) -> None:
    served, endpoint = listed
    tag = (await raw(served, "identity"))[1]["ETag"]
    assert endpoint.made == 1

    for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        async with served.client.get(served.url + "/list", headers=HEADERS | {"If-None-Match": known}) as answer:
            assert (answer.status, answer.headers["ETag"], await answer.read()) == (304, tag, b"")
    assert endpoint.made == 1

    endpoint.version = "2"
    async with served.client.get(served.url + "/list", headers=HEADERS | {"If-None-Match": tag}) as answer:
        assert answer.status == 200
        assert answer.headers["ETag"] != tag


async def test_a_tag_is_of_what_was_asked(listed: tuple[Served, ListEndpoint]) -> None:
    served, _ = listed

    async def tag(path: str, accepted: str = "identity") -> str:
        return (await raw(served, accepted, path))[1]["ETag"]

    assert await tag("/list") == await tag(f"/list?key={KEY}") == await tag("/list/")
    assert await tag("/list?a=1&b=2") == await tag("/list?b=2&a=1")
    assert len({await tag("/list"), await tag("/list?a=1"), await tag("/list?a=2"), await tag("/list", "gzip")}) == 4


async def test_head_touches_no_row(listed: tuple[Served, ListEndpoint]) -> None:
    served, endpoint = listed

    async with served.client.head(served.url + "/list", headers=HEADERS) as answer:
        assert answer.status == 200
        assert "ETag" in answer.headers
    assert endpoint.made == 0


async def test_http_1_0_is_answered_too(listed: tuple[Served, ListEndpoint]) -> None:
    served, _ = listed

    for accepted in (b"identity", b"gzip"):
        answer = await served.say(
            b"GET /list HTTP/1.0\r\nAccept-Encoding: " + accepted + b"\r\nX-Api-Key: " + KEY.encode() + b"\r\n\r\n"
        )
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"chunked" not in head
        assert json.loads(gzip.decompress(body) if accepted == b"gzip" else body)["end"] == 1


async def test_many_readers_at_once_all_get_everything(listed: tuple[Served, ListEndpoint]) -> None:
    served, _ = listed

    bodies = await asyncio.gather(*(raw(served, "identity") for _ in range(8)))

    assert len({body for body, _ in bodies}) == 1


def test_codings_are_negotiated_by_weight() -> None:
    assert negotiate("gzip") is Coding.GZIP
    assert negotiate("GZIP , ZSTD") is Coding.ZSTD
    assert negotiate("") is None
