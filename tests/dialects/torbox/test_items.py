"""Items live their life: created, listed, controlled, exported, let go."""

import base64
import json
from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.torbox.conftest import OpenTorBoxHouse
from tests.dialects.torbox.house import API, TorBoxHouse, magnet
from tribler_core.dialects.torbox.shapes.item import ItemShape
from tribler_core.domain.download.settings import DownloadSettings, SeedingMode, SeedingRule

METAINFO = a_metainfo(files={"film.mkv": 100_000, "sub/film.srt": 2000}, trackers=["http://tracker.example/announce"])
OTHER = a_metainfo(2)
BOUNDARY = "----sdkboundary"


def multipart(**fields: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        + (b'; filename="blob"\r\nContent-Type: application/octet-stream' if name.lower() == "file" else b"")
        + b"\r\n\r\n"
        + content
        + b"\r\n"
        for name, content in fields.items()
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


FILE = METAINFO.data
SENT: dict[str, dict[str, Any]] = {
    "urlencoded": {"data": {"magnet": magnet(METAINFO), "seed": "1", "allow_zip": "True", "as_queued": "False"}},
    "json": {"json": {"magnet": magnet(METAINFO), "seed": 1, "allowZip": True}},
    "json without a type": {"data": json.dumps({"magnet": magnet(METAINFO)}).encode(), "headers": {"Content-Type": ""}},
    "json file": {"json": {"file": base64.b64encode(FILE).decode()}},
    "multipart": {
        "data": multipart(file=FILE, seed=b"2"),
        "headers": {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    },
    "multipart without a boundary": {
        "data": multipart(file=FILE, allowZip=b"true", asQueued=b"false"),
        "headers": {"Content-Type": "multipart/form-data"},
    },
    "Pascal case, a file as a field": {
        "data": multipart(File=FILE, AllowZip=b"true").replace(b'; filename="blob"', b""),
        "headers": {"Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"'},
    },
    "a bare hash": {"data": {"magnet": METAINFO.infohash.upper()}},
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT.keys())
async def test_an_item_is_created_however_the_client_encodes_it(house: TorBoxHouse, sent: dict[str, Any]) -> None:
    created = await house.data("POST", "torrents/createtorrent", **sent)

    assert created["hash"] == METAINFO.infohash
    assert created["torrent_id"] == 1
    (item,) = await house.data("GET", "torrents/mylist")
    assert item["id"] == 1
    assert ItemShape().validate(item) == {}


async def test_a_retry_is_answered_with_the_same_item(house: TorBoxHouse) -> None:
    first = await house.add(METAINFO)

    assert await house.add(METAINFO) == first
    assert await house.add(METAINFO, name="another name") == first
    assert len(await house.data("GET", "torrents/mylist")) == 1


async def test_no_field_is_null_before_the_metadata(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO)

    item = await house.item(number)

    nulls = {name for name, value in item.items() if value is None}
    assert nulls == {"tracker", "tracker_message", "cached_at"}
    assert (item["download_state"], item["files"], item["size"]) == ("metaDL", [], 0)
    assert item["magnet"] == magnet(METAINFO)
    assert item["expires_at"] == "2999-12-31T23:59:59Z"


async def test_a_complete_item_shows_its_files(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO)
    await house.complete(METAINFO)

    item = await house.item(number)

    assert (item["download_finished"], item["download_present"], item["cached"]) == (True, True, True)
    assert (item["progress"], item["download_state"]) == (1.0, "uploading (no peers)")
    assert [(file["id"], file["name"], file["mimetype"]) for file in item["files"]] == [
        (0, "imagined 1/film.mkv", "video/x-matroska"),
        (1, "imagined 1/sub/film.srt", "application/x-subrip"),
    ]
    notices = await house.data("GET", "notifications/mynotifications")
    assert [notice["title"] for notice in notices] == ["Download finished"]


async def test_a_second_account_has_it_at_once_and_keeps_it(house: TorBoxHouse) -> None:
    mine = await house.add(METAINFO)
    await house.complete(METAINFO)

    answer = await house.torbox("POST", "torrents/createtorrent", who="bob", data={"magnet": magnet(METAINFO)})
    theirs = answer.json()["data"]["torrent_id"]

    assert "Found Cached" in answer.json()["detail"]
    assert (await house.item(theirs, "bob"))["download_state"] == "cached"
    assert house.library.desk.active(2) == 0
    await house.data("POST", "torrents/controltorrent", json={"torrent_id": mine, "operation": "delete"})
    assert house.engine.deleted == []
    assert (await house.item(theirs, "bob"))["download_present"] is True
    await house.data("POST", "torrents/controltorrent", who="bob", json={"torrent_id": theirs, "operation": "delete"})
    assert house.engine.deleted == [METAINFO.infohash]
    assert len(house.downloads.table) == 0


CONTROLS: dict[str, dict[str, Any]] = {
    "object": {"json": {"torrent_id": 1, "operation": "PAUSE"}},
    "encoded twice": {"data": json.dumps(json.dumps({"torrent_id": 1, "operation": "pause"})).encode()},
    "pairs": {"json": [["torrent_id", "1"], ["operation", "pause"]]},
    "form": {"data": {"id": "1", "action": "pause"}},
    "query": {"params": {"torrent_id": "1", "operation": "pause"}},
    "all": {"json": {"all": True, "operation": "pause"}},
}


@pytest.mark.parametrize("sent", CONTROLS.values(), ids=CONTROLS.keys())
async def test_an_item_is_paused_however_the_client_says_it(house: TorBoxHouse, sent: dict[str, Any]) -> None:
    if isinstance(sent.get("data"), bytes):
        sent = {**sent, "headers": {"Content-Type": "application/json"}}
    number = await house.add(METAINFO)

    await house.data("POST", "torrents/controltorrent", **sent)

    assert (await house.item(number))["download_state"] == "paused"
    await house.data("POST", "torrents/controltorrent", json={"torrent_id": number, "operation": "resume"})
    assert (await house.item(number))["download_state"] == "metaDL"


async def test_a_torrent_is_paused_when_all_its_holders_have_paused(house: TorBoxHouse) -> None:
    await house.add(METAINFO)
    await house.add(METAINFO, who="bob")
    pause = {"json": {"all": "true", "operation": "pause"}}

    await house.data("POST", "torrents/controltorrent", **pause)
    assert not house.downloads.get(METAINFO.infohash).settings.user_stopped
    await house.data("POST", "torrents/controltorrent", who="bob", **pause)
    assert house.downloads.get(METAINFO.infohash).settings.user_stopped


BAD_CONTROLS = [
    ({}, 400, "MISSING_REQUIRED_OPTION"),
    ({"json": {"torrent_id": 1}}, 400, "MISSING_REQUIRED_OPTION"),
    ({"json": {"operation": "pause"}}, 400, "MISSING_REQUIRED_OPTION"),
    ({"json": {"torrent_id": "", "operation": "pause"}}, 400, "MISSING_REQUIRED_OPTION"),
    ({"json": {"torrent_id": 1, "operation": "explode"}}, 400, "INVALID_OPTION"),
    ({"json": {"torrent_id": -1, "operation": "pause"}}, 400, "INVALID_OPTION"),
    ({"json": {"torrent_id": "one", "operation": "pause"}}, 400, "INVALID_OPTION"),
    ({"json": {"torrent_id": 99, "operation": "pause"}}, 404, "ITEM_NOT_FOUND"),
    ({"data": b"\xff\xfe=1"}, 400, "INVALID_OPTION"),
    ({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400, "INVALID_OPTION"),
]


@pytest.mark.parametrize(("sent", "status", "code"), BAD_CONTROLS)
async def test_a_bad_control_is_refused(house: TorBoxHouse, sent: dict[str, Any], status: int, code: str) -> None:
    await house.add(METAINFO)

    assert await house.refusal("POST", "torrents/controltorrent", **sent) == (status, code)


async def test_a_deleted_item_is_not_found_again(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO)

    await house.data("DELETE", f"torrents/controltorrent/{number}", json={})

    assert await house.refusal("GET", "torrents/mylist", params={"id": str(number)}) == (404, "ITEM_NOT_FOUND")
    assert await house.refusal("DELETE", f"torrents/controltorrent/{number}") == (404, "ITEM_NOT_FOUND")
    assert await house.add(METAINFO) == number + 1


BAD_CREATIONS = [
    ({}, 400, "MISSING_REQUIRED_OPTION"),
    ({"data": {"magnet": ""}}, 400, "MISSING_REQUIRED_OPTION"),
    ({"json": {"magnet": magnet(METAINFO), "file": base64.b64encode(FILE).decode()}}, 400, "TOO_MANY_OPTIONS"),
    ({"data": {"magnet": "magnet:?dn=nothing"}}, 400, "BOZO_TORRENT"),
    ({"data": {"magnet": "http://127.0.0.1/a.torrent"}}, 400, "BOZO_TORRENT"),
    ({"data": {"magnet": "file:///etc/passwd"}}, 400, "BOZO_TORRENT"),
    ({"json": {"file": base64.b64encode(b"nonsense").decode()}}, 400, "BOZO_TORRENT"),
    ({"data": {"magnet": magnet(METAINFO), "seed": "4"}}, 400, "INVALID_OPTION"),
    ({"data": {"magnet": magnet(METAINFO), "as_queued": "perhaps"}}, 400, "INVALID_OPTION"),
    ({"data": {"magnet": magnet(METAINFO), "add_only_if_cached": "1"}}, 400, "DOWNLOAD_NOT_CACHED"),
    ({"data": {"magnet": "a\0b"}}, 400, "INVALID_OPTION"),
]


@pytest.mark.parametrize(("sent", "status", "code"), BAD_CREATIONS)
async def test_a_bad_creation_leaves_nothing(house: TorBoxHouse, sent: dict[str, Any], status: int, code: str) -> None:
    assert await house.refusal("POST", "torrents/createtorrent", **sent) == (status, code)
    assert await house.data("GET", "torrents/mylist") == []
    assert len(house.downloads.table) == 0


async def test_a_page_has_what_was_asked_for(house: TorBoxHouse) -> None:
    numbers = [await house.add(a_metainfo(number)) for number in range(5)]

    async def page(**query: str) -> list[int]:
        return [item["id"] for item in await house.data("GET", "torrents/mylist", params=query)]

    assert await page() == numbers[::-1]
    assert await page(offset="1", limit="2", _fresh="123") == numbers[3:1:-1]
    assert await page(offset="9") == []
    assert await house.refusal("GET", "torrents/mylist", params={"limit": "0"}) == (400, "INVALID_OPTION")


async def test_a_list_tells_a_completion_at_once_and_numbers_later(house: TorBoxHouse) -> None:
    await house.add(METAINFO)
    house.engine.deliver_metadata(METAINFO.infohash, METAINFO)
    await house.settled()
    (before,) = await house.data("GET", "torrents/mylist")
    house.engine.change(METAINFO.infohash, download_rate=77)

    assert (await house.data("GET", "torrents/mylist"))[0]["download_speed"] == before["download_speed"] == 0
    assert (await house.data("GET", "torrents/mylist?bypass_cache=true"))[0]["download_speed"] == 77
    house.engine.change(METAINFO.infohash, download_rate=88)
    house.clock.advance(601)
    assert (await house.data("GET", "torrents/mylist"))[0]["download_speed"] == 88
    await house.complete(METAINFO)
    assert (await house.data("GET", "torrents/mylist"))[0]["download_finished"] is True


async def test_an_item_is_exported(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO)
    which = {"torrent_id": str(number)}

    assert await house.data("GET", "torrents/exportdata", params={**which, "type": "magnet"}) == magnet(METAINFO)
    assert await house.refusal("GET", "torrents/exportdata", params={**which, "type": "file"}) == (400, "DIFF_ISSUE")
    house.engine.deliver_metadata(METAINFO.infohash, METAINFO)
    answer = await house.torbox("GET", "torrents/exportdata", params={**which, "type": "torrent"})
    assert answer.body == METAINFO.data
    assert answer.headers["Content-Type"] == "application/x-bittorrent"
    assert "filename*=UTF-8''imagined%201.torrent" in answer.headers["Content-Disposition"]
    assert await house.refusal("GET", "torrents/exportdata", params=which) == (400, "MISSING_REQUIRED_OPTION")
    assert await house.refusal("GET", "torrents/exportdata", params={**which, "type": "x"}) == (400, "INVALID_OPTION")


async def test_an_item_is_renamed_and_tagged(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO)
    body = {"torrent_id": number, "name": "mine\n", "tags": ["a", "b"], "unknown": 1}

    await house.data("PUT", "torrents/edittorrent", json=body)
    await house.data("PUT", "torrents/edittorrent", json={"torrent_id": number, "alternative_hashes": ["ff"]})

    item = await house.item(number)
    assert (item["name"], item["tags"], item["alternative_hashes"]) == ("mine", ["a", "b"], ["ff"])


@pytest.mark.parametrize(
    "path",
    [
        "/1/api/torrents/mylist",
        "//v1/api/torrents/mylist",
        "/api_version/api/torrents/mylist/",
        "/v1.0/api/Torrents/MyList",
    ],
)
async def test_any_version_and_spelling_of_a_path_is_understood(house: TorBoxHouse, path: str) -> None:
    answer = await house.call("GET", path, key="", headers={"Authorization": f"bearer  {house.bearers['ada']} "})

    assert answer.json()["data"] == []


async def test_a_strict_house_knows_one_version(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__strict_version="true")

    assert (await house.call("GET", "/v2/api/stats", key="")).status != 200
    assert (await house.call("GET", f"{API}/stats", key="")).status == 200


async def test_the_native_delete_does_not_pass_in_silence(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO)
    await house.complete(METAINFO)

    await house.ask("DELETE", f"/api/downloads/{METAINFO.infohash}", json={"remove_data": True})
    await house.settled()

    item = await house.item(number)
    assert (item["download_state"], item["download_present"]) == ("error", False)
    notices = await house.data("GET", "notifications/mynotifications")
    assert "the operator removed this download" in notices[0]["message"]
    assert await house.add(METAINFO) == number
    assert METAINFO.infohash in house.downloads.table


async def test_what_another_api_brings_in_is_in_the_owners_list(house: TorBoxHouse) -> None:
    await house.has(OTHER.data)
    await house.settled()

    (item,) = await house.data("GET", "torrents/mylist")
    assert item["hash"] == OTHER.infohash
    assert await house.data("GET", "torrents/mylist", who="bob") == []
    await house.data("POST", "torrents/controltorrent", json={"torrent_id": item["id"], "operation": "delete"})
    assert len(house.downloads.table) == 0
    assert house.engine.deleted == []


async def test_what_the_operator_chose_for_a_download_stays_until_an_account_wants_more(house: TorBoxHouse) -> None:
    rule = SeedingRule(mode=SeedingMode.FOREVER)
    await house.has(METAINFO.data, selection=(0,), seeding=rule)
    house.engine.change(METAINFO.infohash, wanted=100_000)
    await house.complete(METAINFO)

    def settings() -> DownloadSettings:
        return house.downloads.get(METAINFO.infohash).settings

    assert (settings().file_priorities, settings().seeding) == ((4, 0), rule)
    assert await house.data("GET", "torrents/checkcached", who="bob", params={"hash": METAINFO.infohash}) == {}
    await house.data("POST", "torrents/controltorrent", json={"torrent_id": 1, "operation": "pause"})
    await house.data("POST", "torrents/controltorrent", json={"torrent_id": 1, "operation": "stop_seeding"})
    assert settings().file_priorities == (4, 0)
    number = await house.add(METAINFO, who="bob")
    assert settings().file_priorities is None
    await house.data("DELETE", f"torrents/controltorrent/{number}", who="bob")
    assert METAINFO.infohash in house.downloads.table


async def test_an_account_that_seeds_seeds_for_all(house: TorBoxHouse) -> None:
    def mode() -> SeedingMode | None:
        return house.downloads.get(METAINFO.infohash).settings.seeding.mode

    mine = await house.add(METAINFO, seed="3")
    assert mode() is SeedingMode.NEVER
    await house.complete(METAINFO)
    theirs = await house.add(METAINFO, who="bob", seed="2")
    assert mode() is SeedingMode.FOREVER
    await house.data("POST", "torrents/controltorrent", who="bob", json={"id": theirs, "operation": "stop_seeding"})
    assert mode() is SeedingMode.NEVER
    await house.data("DELETE", f"torrents/controltorrent/{mine}")
    assert mode() is SeedingMode.NEVER


async def test_a_download_that_another_api_brings_back_is_given_back(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO, who="bob")
    await house.ask("DELETE", f"/api/downloads/{METAINFO.infohash}", json={"remove_data": True})
    await house.settled()
    assert (await house.item(number, "bob"))["download_state"] == "error"

    await house.has(METAINFO.data)
    await house.settled()

    assert (await house.item(number, "bob"))["download_state"] == "downloading"
    assert [item["hash"] for item in await house.data("GET", "torrents/mylist")] == [METAINFO.infohash]
