"""Prefixes, paths, and words for everything that goes wrong."""

import asyncio
import logging

import pytest

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, INFOHASH, KEY, ItemsEndpoint, a_dialect, code_of
from tribler_core.foundation.units import Bytes
from tribler_core.web.json import json_response
from tribler_core.web.serving.options import Manners


def named(name: str, prefix: str, **changes):
    """A dialect whose errors tell its name."""

    def word(error, _):
        return json_response({"error": {"code": f"{name}:{error.code}"}}, status=444)

    return a_dialect(ItemsEndpoint(), name=name, prefix=prefix, word_error=word, **changes)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/nope", "root"),
        ("/apix/nope", "root"),
        ("/api", "api"),
        ("/api/nope", "api"),
        ("/api/v2/nope", "v2"),
        ("/api/v2", "v2"),
        ("/api/v20", "api"),
    ],
)
async def test_the_longest_prefix_of_whole_segments_words_the_error(serve: Serve, path: str, owner: str) -> None:
    served = await serve(named("root", ""), named("v2", "/api/v2"), named("api", "/api"))

    assert await served.ask("GET", path) == (444, {"error": {"code": f"{owner}:NotFound"}})


@pytest.mark.parametrize("path", ["/items/", "/items//", "/api/items/"])
async def test_a_trailing_slash_is_ignored(serve: Serve, path: str) -> None:
    served = await serve(a_dialect(), named("api", "/api"))

    status, body = await served.ask("GET", path + "?limit=3")

    assert (status, body["query"]) == (200, {"limit": 3})


async def test_double_slashes_are_for_those_who_want_them(serve: Serve) -> None:
    served = await serve(named("root", ""), named("loose", "/v1/api", collapse_slashes=True))

    assert (await served.ask("GET", "//v1//api///items"))[0] == 200
    assert (await served.ask("GET", "//items"))[1] == {"error": {"code": "root:NotFound"}}


async def test_head_is_answered_wherever_get_is(serve: Serve) -> None:
    served = await serve()

    assert (await served.ask("HEAD", "/items"))[0] == 200
    assert (await served.ask("HEAD", f"/items/{INFOHASH}"))[0] == 200
    assert (await served.ask("HEAD", "/nope"))[0] == 404


async def test_a_wrong_method_names_the_right_ones(serve: Serve) -> None:
    served = await serve()

    async with served.client.delete(served.url + "/items", headers=HEADERS) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET, HEAD, PUT"
        assert (await answer.json())["error"]["code"] == "MethodNotAllowed"


async def test_nobody_can_probe_for_paths_without_a_key(serve: Serve) -> None:
    served = await serve()

    for method, path in [("GET", "/items"), ("GET", "/nope"), ("DELETE", "/items"), ("OPTIONS", "/items")]:
        assert code_of(await served.ask(method, path, headers={})) == (401, "Unauthorized")


async def test_a_bug_is_told_by_an_id_that_the_log_has(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    served = await serve()

    with caplog.at_level(logging.ERROR):
        status, body = await served.ask("GET", "/bug")

    ((error_id, error),) = served.reported
    assert (status, body["error"]["code"], body["error"]["handled"]) == (500, "RuntimeError", False)
    assert error_id in body["error"]["message"]
    assert "nobody's business" not in body["error"]["message"]
    assert error_id in caplog.text
    assert "nobody's business" in caplog.text
    assert isinstance(error, RuntimeError)


async def test_an_answer_that_breaks_off_is_never_taken_for_whole(serve: Serve) -> None:
    served = await serve()

    answer = await served.say(
        b"GET /breaks-off HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + KEY.encode() + b"\r\n\r\n"
    )

    assert b"half" in answer
    assert not answer.endswith(b"0\r\n\r\n")
    assert len(served.reported) == 1


@pytest.mark.parametrize(
    ("data", "owner"),
    [
        (b"GET /api/x HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 3_000_000 + b"\r\n\r\n", "api"),
        (b"GET /api/" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", "api"),
        (b"GET /x HTTP/1.1\r\nHost: localhost\r\nNo colon here\r\n\r\n", "root"),
        (b"GET /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", "root"),
        (b"GET /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "root"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 tls\r\n\r\n", "root"),
        (b"GARBAGE\r\n\r\n", "root"),
        (b"GET / HTTP/9.9\r\n\r\n", "root"),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\nX\xff: \xff\r\n\r\n", "root"),
    ],
)
async def test_bytes_that_are_no_http_are_answered_in_the_words_of_the_path(
    serve: Serve, data: bytes, owner: str
) -> None:
    served = await serve(named("root", ""), named("api", "/api"))

    answer = await served.say(data)

    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 444 " in head.splitlines()[0]
    assert b"nosniff" in head
    assert body == b'{"error":{"code":"%s:MalformedRequest"}}' % owner.encode()


async def test_a_key_in_refused_bytes_is_not_echoed(serve: Serve) -> None:
    served = await serve()

    answer = await served.say(b"GET /x HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + b"secret" * 5000 + b"\r\n\r\n")

    assert b"MalformedRequest" in answer
    assert b"secretsecret" not in answer


async def test_an_odd_expectation_is_refused_in_words(serve: Serve) -> None:
    served = await serve()

    assert code_of(await served.ask("PUT", "/items", headers=HEADERS | {"Expect": "miracles"}, data=b"x=1")) == (
        400,
        "MalformedRequest",
    )


async def test_a_base_path_may_be_there_or_not(serve: Serve) -> None:
    served = await serve(named("root", ""), named("api", "/api"), manners=Manners(base_path="/torrents"))

    for path in ("/items", "/torrents/items", "/torrents/api/items", "/api/items/"):
        assert (await served.ask("GET", path))[0] == 200
    assert (await served.ask("GET", "/torrentsx/items"))[0] == 444


async def test_a_body_beyond_the_limit_is_refused(serve: Serve) -> None:
    served = await serve(manners=Manners(max_body_size=Bytes(1000)))

    assert code_of(await served.ask("PUT", "/items", data=b"uri=" + b"a" * 200_000)) == (413, "PayloadTooLarge")
    assert (await served.ask("PUT", "/items", data=b"uri=" + b"a" * 900))[0] == 200


async def test_every_answer_carries_the_security_headers(serve: Serve) -> None:
    served = await serve()

    for method, path in [
        ("GET", "/items"),
        ("GET", "/items/"),
        ("GET", "/nope"),
        ("DELETE", "/items"),
        ("GET", "/bug"),
    ]:
        async with served.client.request(method, served.url + path, headers=HEADERS) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Server"] == "triblerd"
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_sane_request_id_is_kept_and_an_odd_one_replaced(serve: Serve) -> None:
    served = await serve()

    for offered, kept in [("abc-123", True), ("a" * 65, False), ("<script>", False), ("", False)]:
        async with served.client.get(served.url + "/items", headers=HEADERS | {"X-Request-Id": offered}) as answer:
            assert (answer.headers["X-Request-Id"] == offered) is kept
            assert answer.headers["X-Request-Id"]


async def test_a_client_that_goes_on_talking_still_hears_why_it_was_refused(serve: Serve) -> None:
    served = await serve()
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"GARBAGE\r\n\r\n")
    assert await reader.readexactly(8) == b"HTTP/1.0"

    for _ in range(50):
        writer.write(b"a" * 100_000)
        await writer.drain()
    writer.close()

    assert b"MalformedRequest" in await reader.read()
