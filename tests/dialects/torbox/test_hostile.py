"""Bad input is told in words, changes nothing, and is never a bug."""

import io
from collections.abc import AsyncIterator

import pytest

from tests.builders import a_metainfo
from tests.dialects.torbox.house import API, TorBoxHouse, magnet

METAINFO = a_metainfo()
MIB = 2**20
BODIES: dict[str, tuple[bytes, str]] = {
    "two mebibytes of a form": (b"&".join(b"key%d=%s" % (number, b"x" * 200) for number in range(9_000)), "form"),
    "too many fields": (b"&".join(b"a=%d" % number for number in range(20_000)), "form"),
    "two mebibytes of one field": (b"magnet=" + b"a" * 2 * MIB, "form"),
    "null bytes": (b"magnet=%00%00&name=%00", "form"),
    "not a text": (b"magnet=%ff%fe", "form"),
    "nested for ever": (b"[" * 5000 + b"]" * 5000, "json"),
    "a number": (b"17", "json"),
    "a list of numbers": (b"[1, 2]", "json"),
    "not a number": (b'{"torrent_id": NaN}', "json"),
    "a large number": (b'{"torrent_id": 1e400, "operation": "pause"}', "json"),
    "a text of nothing": (b'"not a form"', "json"),
    "a boundary alone": (b"--x", "multipart"),
    "a part without a name": (b"--x\r\n\r\ny\r\n--x--\r\n", "multipart"),
    "an endless part": (b'--x\r\nContent-Disposition: form-data; name="magnet"\r\n\r\nabc', "multipart"),
    "binary": (bytes(range(256)) * 40, "nothing"),
}
TYPES = {
    "form": "application/x-www-form-urlencoded",
    "json": "application/json",
    "multipart": "multipart/form-data; boundary=x",
    "nothing": "",
}
METHODS = [
    "torrents/createtorrent",
    "torrents/controltorrent",
    "torrents/torrentinfo",
    "torrents/checkcached",
    "queued/controlqueued",
    "torrents/magnettofile",
]


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_a_bad_body_is_refused_in_words(house: TorBoxHouse, body: tuple[bytes, str]) -> None:
    await house.add(METAINFO)
    content, kind = body

    for method in METHODS:
        answer = await house.torbox("POST", method, data=io.BytesIO(content), headers={"Content-Type": TYPES[kind]})
        assert 400 <= answer.status < 500, (method, answer.status, answer.body[:200])
        assert answer.json().keys() == {"success", "error", "detail", "data"}
    assert len(await house.data("GET", "torrents/mylist")) == 1


NUMBERS = ["-1", "0", "99999999999999999999", "1.5", "one", "\u0661", "1\0", "true", "[]", "1e3"]
ASKED = [
    ("GET", "torrents/mylist", "id"),
    ("GET", "torrents/requestdl", "torrent_id"),
    ("GET", "queued/getqueued", "id"),
    ("GET", "torrents/mylist", "offset"),
    ("GET", "torrents/mylist", "limit"),
]


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_bad_number_is_refused(house: TorBoxHouse, number: str) -> None:
    for verb, method, name in ASKED:
        answer = await house.torbox(verb, method, params={name: number})
        allowed = (200, 400, 404) if (name, number) == ("offset", "0") else (400, 404)
        assert answer.status in allowed, (method, name, number, answer.body)


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(house: TorBoxHouse) -> None:
    headers = {"Content-Length": str(101 * MIB), "Authorization": f"Bearer {house.bearers['ada']}"}

    async def endless() -> AsyncIterator[bytes]:
        yield b"magnet="

    answer = await house.call("POST", f"{API}/torrents/createtorrent", key="", headers=headers, data=endless())

    assert (answer.status, answer.json()["error"]) == (413, "TOO_MUCH_DATA")


async def test_a_large_torrent_is_taken(house: TorBoxHouse) -> None:
    large = a_metainfo(9, files={f"{'x' * 100}{number}": 20 for number in range(17_000)})
    assert len(large.data) > 2 * MIB

    created = await house.data(
        "POST",
        "torrents/createtorrent",
        data=io.BytesIO(b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + large.data + b"\r\n--b--\r\n"),
        headers={"Content-Type": "multipart/form-data"},
    )

    assert created["hash"] == large.infohash


async def test_a_name_cannot_break_a_header_or_a_path(house: TorBoxHouse) -> None:
    name = 'a"\r\nSet-Cookie: x=1/../\u202e.mkv'
    number = await house.add(METAINFO, name=name)
    await house.complete(METAINFO)

    url = await house.data("GET", "torrents/requestdl", params={"torrent_id": str(number), "zip_link": "1"})
    answer = await house.call("HEAD", url.removeprefix(house.url), key="")

    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert (await house.item(number))["name"] == 'a"Set-Cookie: x=1/../.mkv'


async def test_every_verb_on_every_path_is_answered_in_the_envelope(house: TorBoxHouse) -> None:
    for path in sorted({path for _, path in house.routes()}):
        for verb in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            answer = await house.call(verb, path.replace("{", "").replace("}", ""), key="")
            if answer.headers.get("Content-Type", "").startswith("application/json"):
                assert answer.json().keys() == {"success", "error", "detail", "data"}, (verb, path)
            assert answer.status < 500, (verb, path, answer.body)


async def test_a_magnet_of_another_scheme_fetches_nothing(house: TorBoxHouse) -> None:
    for source in (
        "http://127.0.0.1:1/x",
        "https://example.org/x.torrent",
        "file:///etc/passwd",
        "udp://x",
        magnet(METAINFO)[8:],
    ):
        refused = await house.refusal("POST", "torrents/createtorrent", data={"magnet": source})
        assert refused == (400, "BOZO_TORRENT")
    assert house.fetcher.asked == []
