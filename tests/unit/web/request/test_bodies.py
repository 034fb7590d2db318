"""Bodies are what their first byte says, on either content type."""

import gzip
import json
from typing import Any

import pytest
from aiohttp import FormData

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, KEY, code_of
from tribler_core.domain.errors import MalformedBody
from tribler_core.foundation.units import Bytes, Seconds
from tribler_core.web.request.bodies import sniff
from tribler_core.web.request.forms import folded, parse_form
from tribler_core.web.serving.options import Manners

TORRENT = b"d4:infod6:lengthi1e4:name1:aee"
TYPES = ["application/json", "application/x-www-form-urlencoded", "application/octet-stream", "text/plain", "", "odd"]


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize(
    "data",
    [b'{"uri": "magnet:?x", "hops": 2}', b' \r\n\t{"uri":"magnet:?x","hops":"2"}', b"uri=magnet%3A%3Fx&hops=2"],
)
async def test_json_and_forms_are_taken_whatever_they_are_called(serve: Serve, data: bytes, content_type: str) -> None:
    served = await serve()

    status, body = await served.ask("PUT", "/items", data=data, headers=HEADERS | {"Content-Type": content_type})

    assert (status, body["body"]) == (200, {"uri": "magnet:?x", "hops": 2})


async def test_the_query_lies_below_the_body(serve: Serve) -> None:
    served = await serve()

    assert (await served.ask("PUT", "/items?uri=query&hops=1&safe=on", data=b"hops=2&uri=body"))[1]["body"] == {
        "uri": "body",
        "hops": 2,
        "safe": True,
    }
    assert (await served.ask("PUT", "/items?uri=query"))[1]["body"] == {"uri": "query"}


@pytest.mark.parametrize("content_type", [*TYPES, "application/x-bittorrent", "applications/x-bittorrent"])
async def test_a_torrent_is_known_by_its_bytes(serve: Serve, content_type: str) -> None:
    served = await serve()

    status, body = await served.ask(
        "POST", "/torrents?hops=1&files=1,2", data=TORRENT, headers=HEADERS | {"Content-Type": content_type}
    )

    assert (status, body["torrent"], body["body"]) == (200, TORRENT.hex(), {"hops": 1, "files": [1, 2]})


async def test_what_is_called_a_torrent_is_one_for_the_engine_to_judge(serve: Serve) -> None:
    served = await serve()
    headers = HEADERS | {"Content-Type": "application/x-bittorrent"}

    assert (await served.ask("POST", "/torrents", data=b"no torrent", headers=headers))[1]["torrent"]
    assert code_of(await served.ask("PUT", "/items", data=TORRENT, headers=headers)) == (400, "MalformedBody")


async def test_a_multipart_form_brings_fields_and_a_file(serve: Serve) -> None:
    served = await serve()
    form = FormData()
    form.add_field("hops", "3")
    form.add_field("files[]", "1")
    form.add_field("files[]", "2")
    form.add_field("torrents", TORRENT, filename="x.torrent")

    status, body = await served.ask("POST", "/torrents?hops=1", data=form)

    assert (status, body["torrent"], body["body"]) == (200, TORRENT.hex(), {"hops": 3, "files": [1, 2]})


async def test_a_multipart_form_may_bring_several_torrents(serve: Serve) -> None:
    served = await serve()
    form = FormData()
    for number in range(3):
        form.add_field("torrents", b"%d" % number, filename="x.torrent")

    assert (await served.ask("POST", "/torrents", data=form))[1]["torrents"] == 3


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b'{"uri":', "application/json"),
        (b'{"uri": NaN}', "application/json"),
        (b'{"hops": Infinity}', "application/json"),
        (b'{"uri": "\xff"}', "application/json"),
        (b'{"uri": "\\ud800"}', "application/json"),
        (b"[" * 2000 + b"]" * 2000, "application/json"),
        (b'{"uri": ' + b"[" * 2000 + b"]" * 2000 + b"}", "application/json"),
        (b"[1, 2]", "application/json"),
        (b"uri=%ff%fe", "application/x-www-form-urlencoded"),
        (b"uri=\xff", "application/x-www-form-urlencoded"),
        (b"no form at all", "application/x-www-form-urlencoded"),
        (b"&".join([b"a=1"] * 100_001), "application/x-www-form-urlencoded"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b"),
        (
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
    ],
)
async def test_what_cannot_be_decoded_is_refused(serve: Serve, data: bytes, content_type: str) -> None:
    served = await serve()

    answer = await served.ask("PUT", "/items", data=data, headers=HEADERS | {"Content-Type": content_type})

    assert code_of(answer) == (400, "MalformedBody")
    assert not served.reported


@pytest.mark.parametrize(
    "body",
    [
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nno chunk\r\n0\r\n\r\n",
        b"Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip",
    ],
)
async def test_a_broken_transfer_is_refused(serve: Serve, body: bytes) -> None:
    served = await serve()
    head = b"PUT /items HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Api-Key: " + KEY.encode() + b"\r\n"

    answer = await served.say(head + body)

    assert b" 400 " in answer.splitlines()[0]
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["handled"] is True
    assert not served.reported


async def test_a_compressed_body_is_not_unpacked(serve: Serve) -> None:
    served = await serve()
    headers = HEADERS | {"Content-Encoding": "gzip"}

    answer = await served.ask("PUT", "/items", data=gzip.compress(b"uri=magnet"), headers=headers)

    assert code_of(answer) == (400, "MalformedBody")


async def test_a_body_that_does_not_come_is_not_waited_for(serve: Serve) -> None:
    served = await serve(manners=Manners(body_patience=Seconds(0.05)))
    head = b"PUT /items HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + KEY.encode() + b"\r\nContent-Length: 9\r\n\r\n"

    reader, writer = await served.connect()
    writer.write(head + b"uri=")
    answer = await reader.readuntil(b"}}")

    assert b" 400 " in answer.splitlines()[0]
    assert b"was not here within 0.05 s" in answer
    writer.close()


async def test_a_body_that_says_it_is_too_large_is_not_read(serve: Serve) -> None:
    served = await serve(manners=Manners(max_body_size=Bytes(1000)))
    head = b"PUT /items HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + KEY.encode() + b"\r\nContent-Length: 1001\r\n\r\n"

    reader, writer = await served.connect()
    writer.write(head)

    assert b" 413 " in await reader.readline()
    writer.close()


async def test_empty_parts_count_too(serve: Serve) -> None:
    served = await serve()
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    headers = HEADERS | {"Content-Type": "multipart/form-data; boundary=b"}

    answer = await served.ask("POST", "/torrents", data=part * 1001 + b"--b--\r\n", headers=headers)

    assert code_of(answer) == (400, "MalformedBody")


async def test_parts_count_together_against_the_limit(serve: Serve) -> None:
    served = await serve(manners=Manners(max_body_size=Bytes(1000)))
    form = FormData()
    for number in range(3):
        form.add_field(f"f{number}", b"x" * 400, filename="x")

    assert code_of(await served.ask("POST", "/torrents", data=form)) == (413, "PayloadTooLarge")


@pytest.mark.parametrize(
    ("pairs", "values"),
    [
        ([("a", "1")], {"a": "1"}),
        ([("a", "1"), ("a", "2"), ("a", "3")], {"a": ["1", "2", "3"]}),
        ([("a[]", "1")], {"a": ["1"]}),
        ([("a[]", "1"), ("a", "2")], {"a": ["1", "2"]}),
        ([("a", ""), ("b", "")], {"a": "", "b": ""}),
    ],
)
def test_keys_that_repeat_become_lists(pairs: list[tuple[str, str]], values: dict[str, Any]) -> None:
    assert folded(pairs) == values


def test_the_documented_form_is_read() -> None:
    text = b"anon_hops=2&safe_seeding=1&destination=%2Fmy%2Fdest+x&uri=file:%2Fhome%2Fme%2Ftest.torrent"

    assert parse_form(text) == {
        "anon_hops": "2",
        "safe_seeding": "1",
        "destination": "/my/dest x",
        "uri": "file:/home/me/test.torrent",
    }


def test_an_empty_body_is_no_parameters() -> None:
    assert sniff(b"", "application/json").values == {}
    assert sniff(b" \n" * 100, "").values == {}


def test_json_after_much_white_space_is_found() -> None:
    assert sniff(b" " * 100 + b"{}", "").values == {}
    with pytest.raises(MalformedBody):
        sniff(b" " * 100 + b"x", "")


def test_a_form_is_read_as_one_even_when_it_is_called_a_torrent() -> None:
    assert sniff(b"uri=magnet%3A&anon_hops=1", "application/x-bittorrent").values == {
        "uri": "magnet:",
        "anon_hops": "1",
    }
