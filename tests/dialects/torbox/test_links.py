"""Links: signed, revocable, for a time; files and ZIPs in any part."""

import io
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.builders import a_metainfo
from tests.dialects.torbox.conftest import OpenTorBoxHouse
from tests.dialects.torbox.house import TorBoxHouse
from tests.dialects.tribler.house import Answer
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.accounts.accounts import AccountPatch

FILES = {"film.mkv": 100_000, "sub/\u00fcntertitel \u65e5.srt": 2000, "leer.txt": 0}
METAINFO = a_metainfo(files=FILES)
HOUR = 3600


@pytest.fixture
async def house(house: TorBoxHouse) -> TorBoxHouse:
    """One in which ada's first item is complete; its content is zeros."""
    await house.add(METAINFO)
    await house.complete(METAINFO)
    return house


async def link(house: TorBoxHouse, who: str = "ada", **query: str) -> str:
    """The path of a link."""
    params = {"torrent_id": "1", **query}
    url = await house.data("GET", "torrents/requestdl", who=who, params=params)
    assert url.startswith(f"{house.url}/dl/")
    return str(urlsplit(url).path)


async def fetch(house: TorBoxHouse, path: str, verb: str = "GET", **headers: str) -> Answer:
    """Whatever header a client drags along."""
    carried = {"Authorization": "Bearer wrong", **{name.replace("_", "-"): text for name, text in headers.items()}}
    return await house.call(verb, path, key="", headers=carried)


def code(answer: Answer) -> tuple[int, str]:
    envelope = answer.json()
    assert envelope.keys() == {"success", "error", "detail", "data"}
    return answer.status, envelope["error"]


async def test_a_link_leads_to_the_bytes_of_a_file(house: TorBoxHouse) -> None:
    answer = await fetch(house, await link(house))

    assert (answer.status, answer.body) == (200, bytes(100_000))
    assert answer.headers["Content-Type"] == "video/x-matroska"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"].startswith('"')
    assert "filename*=UTF-8''film.mkv" in answer.headers["Content-Disposition"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    named = await fetch(house, await link(house, file_id="1"))
    assert "filename*=UTF-8''%C3%BCntertitel%20%E6%97%A5.srt" in named.headers["Content-Disposition"]
    assert house.library.served(1) == 102_000


RANGES = [
    ("bytes=0-99", 206, 100, "bytes 0-99/100000"),
    ("bytes=99990-", 206, 10, "bytes 99990-99999/100000"),
    ("bytes=-7", 206, 7, "bytes 99993-99999/100000"),
    ("bytes=0-999999", 206, 100_000, "bytes 0-99999/100000"),
    ("bytes=100000-", 416, 0, "bytes */100000"),
    ("bytes=0-1,5-6", 200, 100_000, None),
    ("lines=1-2", 200, 100_000, None),
]


@pytest.mark.parametrize(("asked", "status", "size", "told"), RANGES)
async def test_a_part_is_a_part(house: TorBoxHouse, asked: str, status: int, size: int, told: str | None) -> None:
    answer = await fetch(house, await link(house), Range=asked)

    assert (answer.status, len(answer.body), answer.headers.get("Content-Range")) == (status, size, told)


async def test_conditions_are_honoured(house: TorBoxHouse) -> None:
    path = await link(house)
    whole = await fetch(house, path, "HEAD")
    tag, modified = whole.headers["ETag"], whole.headers["Last-Modified"]

    assert (whole.body, whole.headers["Content-Length"]) == (b"", "100000")
    assert (await fetch(house, path, If_None_Match=tag)).status == 304
    assert (await fetch(house, path, If_Modified_Since=modified)).status == 304
    assert (await fetch(house, path, Range="bytes=0-9", If_Range=tag)).status == 206
    assert (await fetch(house, path, Range="bytes=0-9", If_Range=modified)).status == 206
    assert (await fetch(house, path, Range="bytes=0-9", If_Range='"other"')).status == 200
    assert (await fetch(house, path, Range="bytes=0-9", If_Range="Sat, 01 Jan 2000 00:00:00 GMT")).status == 200


async def test_a_link_dies_unused_after_its_time(house: TorBoxHouse) -> None:
    path = await link(house)

    house.clock.advance(HOUR + 1)

    assert code(await fetch(house, path)) == (410, "LINK_OFFLINE")


async def test_a_link_that_was_used_serves_the_same_client_for_a_week(house: TorBoxHouse) -> None:
    path = await link(house)
    await fetch(house, path, "HEAD")

    house.clock.advance(6 * 86400)
    assert (await fetch(house, path)).status == 200
    (name,) = house.shelf.uses
    house.links._uses[name] = type(house.shelf.uses[name])("192.0.2.1", house.shelf.uses[name].first_used)
    assert code(await fetch(house, path)) == (410, "LINK_OFFLINE")
    house.links._uses.clear()
    house.clock.advance(2 * 86400)
    assert code(await fetch(house, path)) == (410, "LINK_OFFLINE")


async def test_a_link_dies_with_its_key_its_account_and_its_item(house: TorBoxHouse) -> None:
    path = await link(house)
    assert await link(house) == path
    await house.accounts.change(1, AccountPatch(enabled=False))
    assert code(await fetch(house, path)) == (403, "BAD_TOKEN")
    await house.accounts.change(1, AccountPatch(enabled=True))
    assert (await fetch(house, path)).status == 200
    _, other = await house.accounts.add_key(1)
    theirs = await link(house, other)
    await house.accounts.revoke_key(1, 1)
    assert code(await fetch(house, path)) == (403, "BAD_TOKEN")
    assert (await fetch(house, theirs)).status == 200
    await house.data("POST", "torrents/controltorrent", who=other, json={"torrent_id": 1, "operation": "delete"})
    assert code(await fetch(house, theirs)) == (404, "LINK_OFFLINE")


def _flip(position: int) -> Callable[[str], str]:
    def flip(text: str) -> str:
        return text[:position] + ("B" if text[position] == "A" else "A") + text[position + 1 :]

    return flip


FORGERIES: dict[str, Callable[[str], str]] = {
    "another account": _flip(4),
    "another item": _flip(14),
    "another signature": _flip(-5),
    "shorter": lambda text: text[:-4],
    "longer": lambda text: text + "AAAA",
    "endless": lambda text: text * 20,
    "nothing": lambda _: "A",
    "no base64": lambda _: "%00%ff",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
async def test_a_forged_link_is_refused(house: TorBoxHouse, forge: Callable[[str], str]) -> None:
    token = (await link(house)).split("/")[2]

    answer = await fetch(house, f"/dl/{forge(token)}/film.mkv")

    assert code(answer) == (403, "BAD_TOKEN")


async def test_a_permanent_link_redirects(house: TorBoxHouse) -> None:
    query = {
        "torrent_id": "1",
        "token": house.bearers["ada"],
        "redirect": "true",
        "file_id": "0",
        "user_ip": "10.0.0.1",
    }

    for verb in ("GET", "HEAD"):
        answer = await house.torbox(
            verb, "torrents/requestdl", who="wrong", params=query, allow_redirects=False, headers={"Range": "bytes=0-1"}
        )
        assert answer.status == 307
    followed = await house.torbox("GET", "torrents/requestdl", params=query, headers={"Range": "bytes=0-1"})
    assert (followed.status, followed.body) == (206, b"\0\0")


REFUSED: list[tuple[dict[str, str], tuple[int, str]]] = [
    ({}, (400, "MISSING_REQUIRED_OPTION")),
    ({"torrent_id": "1", "file_id": "9"}, (404, "ITEM_NOT_FOUND")),
    ({"torrent_id": "1", "file_id": "-1"}, (400, "INVALID_OPTION")),
    ({"torrent_id": "9"}, (404, "ITEM_NOT_FOUND")),
    ({"torrent_id": "1", "user_ip": "not an ip!"}, (400, "INVALID_OPTION")),
]


@pytest.mark.parametrize(("query", "refusal"), REFUSED)
async def test_a_bad_wish_gets_no_link(house: TorBoxHouse, query: dict[str, str], refusal: tuple[int, str]) -> None:
    assert await house.refusal("GET", "torrents/requestdl", params=query) == refusal


async def test_what_is_not_complete_gets_no_link(house: TorBoxHouse) -> None:
    other = a_metainfo(2)
    number = str(await house.add(other))

    for extra in ({}, {"zip_link": "1"}, {"torrent_file": "1"}):
        params = {"torrent_id": number, **extra}
        assert await house.refusal("GET", "torrents/requestdl", params=params) in (
            (400, "DIFF_ISSUE"),
            (404, "ITEM_NOT_FOUND"),
        )


async def test_a_link_can_lead_to_the_torrent(house: TorBoxHouse) -> None:
    answer = await fetch(house, await link(house, torrent_file="true"))

    assert answer.body == METAINFO.data
    assert answer.headers["Content-Type"] == "application/x-bittorrent"


async def test_a_zip_has_all_files_and_the_length_that_was_told(house: TorBoxHouse) -> None:
    path = await link(house, zip_link="true", file_id="1")
    told = await fetch(house, path, "HEAD")
    answer = await fetch(house, path)

    assert len(answer.body) == int(told.headers["Content-Length"]) == int(answer.headers["Content-Length"])
    assert answer.headers["Accept-Ranges"] == "none"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"imagined 1/{name}" for name in FILES]
        assert archive.read("imagined 1/film.mkv") == bytes(100_000)


async def test_a_zip_can_be_had_in_parts_when_its_checksums_are_known(house: TorBoxHouse) -> None:
    path = await link(house, zip_link="true")
    whole = await fetch(house, path)
    assert (await fetch(house, path, Range="bytes=5-9")).status == 200

    await house.digests.compute(METAINFO.infohash)

    again = await fetch(house, path)
    assert (again.body, again.headers["Accept-Ranges"]) == (whole.body, "bytes")
    assert again.headers["ETag"] == whole.headers["ETag"]
    size = len(whole.body)
    for first, last in ((0, 0), (5, 99), (99_000, 101_000), (size - 200, size - 1), (30, size - 1)):
        part = await fetch(house, path, Range=f"bytes={first}-{last}")
        assert (part.status, part.body) == (206, whole.body[first : last + 1])
    files = (await house.item(1))["files"]
    assert files[0]["md5"] == "0019d23bef56a136a1891211d7007f6f"


async def test_checksums_are_no_reason_to_fetch_what_nobody_chose(house: TorBoxHouse) -> None:
    infohash = InfoHash(METAINFO.infohash)
    await house.downloads.update(infohash, DownloadPatch(selection=(1,)))
    torrent = house.engine.torrent(infohash)
    torrent.have = [False] * len(torrent.have)

    await house.digests.compute(infohash)

    assert set(await house.digests.of(infohash)) == {1, 2}, "what was chosen, and what is empty"


async def test_a_public_url_is_what_links_begin_with(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__public_url="https://box.example.org/base")
    await house.add(METAINFO)
    await house.complete(METAINFO)

    url: Any = await house.data("GET", "torrents/requestdl", params={"torrent_id": "1"})

    assert url.startswith("https://box.example.org/base/dl/")
