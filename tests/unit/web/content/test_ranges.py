"""The range matrix, as a header and over HTTP."""

import pytest

from tests.unit.web.conftest import Serve
from tests.unit.web.example import CONTENT, HEADERS, KEY
from tribler_core.foundation.units import Bytes
from tribler_core.web.content.ranges import ByteRange, Unsatisfiable, parse_range

SIZE = Bytes(len(CONTENT))


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=100-199", 100, 199),
        ("bytes=1000-99999", 1000, SIZE - 1),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        ("bytes=-99999", 0, SIZE - 1),
        ("Bytes = 5 - 6 ", 5, 6),
    ],
)
async def test_a_part_is_sent(serve: Serve, header: str, first: int, last: int) -> None:
    served = await serve()

    async with served.client.get(served.url + "/content", headers=HEADERS | {"Range": header}) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
        assert answer.headers["Content-Length"] == str(last - first + 1)
        assert await answer.read() == CONTENT[first : last + 1]
    async with served.client.head(served.url + "/content", headers=HEADERS | {"Range": header}) as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (206, str(last - first + 1))


@pytest.mark.parametrize(
    "header",
    ["bytes=1024-", "bytes=9999-10000", "bytes=-0", "bytes=5-4", "bytes=", "bytes=-", "bytes=a-b", "nonsense", "5-6"],
)
async def test_what_cannot_be_satisfied_is_told_the_size(serve: Serve, header: str) -> None:
    served = await serve()

    async with served.client.get(served.url + "/content", headers=HEADERS | {"Range": header}) as answer:
        assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{SIZE}")
        assert await answer.read() == b""


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Range": "items=1-2"},
        {"Range": "bytes=0-1,3-4"},
        {"Range": "bytes=0-1", "If-Range": '"other"'},
        {"Range": "bytes=0-1", "If-Range": "Sat, 21 Nov 2026 03:00:00 GMT"},
        {"Range": "bytes=0-1", "If-Range": 'W/"c-0"'},
        {"If-None-Match": '"other"'},
    ],
)
async def test_everything_is_sent_to_whoever_asks_for_no_part(serve: Serve, headers: dict[str, str]) -> None:
    served = await serve()

    async with served.client.get(served.url + "/content", headers=HEADERS | headers) as answer:
        assert answer.status == 200
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Content-Length"] == str(SIZE)
        assert await answer.read() == CONTENT


async def test_a_part_of_the_same_content_continues(serve: Serve) -> None:
    served = await serve()
    headers = HEADERS | {"Range": "bytes=5-", "If-Range": '"c-0"'}

    async with served.client.get(served.url + "/content", headers=headers) as answer:
        assert (answer.status, await answer.read()) == (206, CONTENT[5:])


async def test_known_content_is_not_sent_again(serve: Serve) -> None:
    served = await serve()

    async with served.client.get(served.url + f"/content?key={KEY}", headers={"If-None-Match": '"c-0"'}) as answer:
        assert answer.status == 304


def test_nothing_of_nothing_can_be_sent() -> None:
    assert parse_range(None, Bytes(0)) is None
    for header in ("bytes=0-", "bytes=0-0", "bytes=-5"):
        with pytest.raises(Unsatisfiable):
            parse_range(header, Bytes(0))


def test_a_range_knows_its_length() -> None:
    assert ByteRange(2, 4, Bytes(10)).length == 3
