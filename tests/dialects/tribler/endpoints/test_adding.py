"""Adding downloads, in the forms of every generation."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import FormData

from tests.builders import a_metainfo
from tests.dialects.tribler.conftest import OpenHouse
from tests.dialects.tribler.house import House
from tests.fakes.bencode import bencode
from tribler_core.domain.events import AskAddDownload
from tribler_core.domain.ports import Fetched
from tribler_core.domain.torrent.infohash import InfoHash

METAINFO = a_metainfo(files={"a.bin": 1000, "b.bin": 2000})
MAGNET = f"magnet:?xt=urn:btih:{METAINFO.infohash}&dn=imagined"
STARTED = {"started": True, "infohash": METAINFO.infohash}
FACES = ["", "/api"]


def settings_of(house: House, infohash: str = METAINFO.infohash) -> Any:
    return house.downloads.get(InfoHash(infohash)).settings


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_a_magnet_is_added(house: House, face: str, method: str) -> None:
    assert await house.ask(method, f"{face}/downloads", json={"uri": MAGNET}) == STARTED


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json", "text/plain", ""])
async def test_the_documented_form_works_whatever_its_content_type(house: House, content_type: str) -> None:
    file = house.folder / "my torrent.torrent"
    file.write_bytes(METAINFO.data)
    target = house.folder / "elsewhere"
    form = f"anon_hops=2&safe_seeding=1&destination={target}&uri=file:{quote(str(file))}"
    headers = {"Content-Type": content_type}

    assert await house.ask("PUT", "/downloads", data=form.encode(), headers=headers) == STARTED
    settings = settings_of(house)
    assert (settings.hops, settings.safe_seeding, settings.destination) == (2, True, target)


@pytest.mark.parametrize("slashes", ["file:", "file://"])
async def test_a_file_uri_has_one_slash_or_three(house: House, slashes: str) -> None:
    file = house.folder / "one.torrent"
    file.write_bytes(METAINFO.data)

    assert await house.ask("PUT", "/downloads", json={"uri": f"{slashes}{file}"}) == STARTED


async def test_a_url_is_fetched(house: House) -> None:
    house.fetcher.answers["http://site.example/1.torrent"] = Fetched(METAINFO.data)

    assert await house.ask("PUT", "/api/downloads", json={"uri": "http://site.example/1.torrent"}) == STARTED


async def test_a_bare_infohash_is_a_magnet(house: House) -> None:
    assert await house.ask("PUT", "/api/downloads", json={"uri": METAINFO.infohash}) == STARTED


async def test_the_prose_of_the_documentation_calls_it_torrent(house: House) -> None:
    assert await house.ask("PUT", "/downloads", json={"torrent": MAGNET}) == STARTED


@pytest.mark.parametrize("media_type", ["application/x-bittorrent", "applications/x-bittorrent", "text/plain"])
async def test_a_raw_torrent_with_an_appended_selection_keeps_its_infohash(house: House, media_type: str) -> None:
    body = METAINFO.data[:-1] + b"14:selected_filesli1eee"
    path, headers = "/api/downloads?anon_hops=0&auto_managed=true", {"Content-Type": media_type}

    assert await house.ask("PUT", path, data=body, headers=headers) == STARTED
    assert settings_of(house).auto_managed
    assert [kept.included for kept in await house.downloads.files(METAINFO.infohash)] == [False, True]


async def test_a_torrent_may_be_a_file_of_a_form(house: House) -> None:
    form = FormData()
    form.add_field("destination", str(house.folder / "elsewhere"))
    form.add_field("file", METAINFO.data, filename="a.torrent", content_type="application/octet-stream")

    assert await house.ask("POST", "/api/downloads", data=form) == STARTED
    assert settings_of(house).destination == house.folder / "elsewhere"


async def test_adding_again_answers_the_same_and_keeps_the_options(house: House) -> None:
    await house.ask("PUT", "/api/downloads", json={"uri": MAGNET, "sequential": True})

    assert await house.ask("PUT", "/api/downloads", json={"uri": MAGNET, "sequential": False}) == STARTED
    assert settings_of(house).sequential


@pytest.mark.parametrize("face", FACES)
async def test_a_download_needs_a_uri(house: House, face: str) -> None:
    document = await house.ask("PUT", f"{face}/downloads", json={"anon_hops": 0}, expect=400)

    assert document["error"] == {"handled": True, "code": "MissingParameter", "message": "uri parameter missing"}


@pytest.mark.parametrize("body", [{"anon_hops": 1, "safe_seeding": False}, {"anon_hops": "1", "safe_seeding": "0"}])
@pytest.mark.parametrize("face", FACES)
async def test_hops_need_safe_seeding(house: House, face: str, body: dict[str, Any]) -> None:
    document = await house.ask("PUT", f"{face}/downloads", json={"uri": MAGNET, **body}, expect=400)

    assert document["error"]["message"] == "Cannot set anonymous download without safe seeding enabled"
    assert len(house.downloads.table) == 0


async def test_a_client_that_says_nothing_of_hiding_gets_what_its_generation_expects(open_house: OpenHouse) -> None:
    section = "libtorrent__download_defaults__"
    house = await open_house(**{f"{section}anonymity_enabled": "true", f"{section}number_hops": "2"})
    other = a_metainfo(2)
    await house.ask("PUT", "/downloads", json={"uri": MAGNET})
    await house.ask("PUT", "/api/downloads", data=other.data)

    assert (settings_of(house).hops, settings_of(house).safe_seeding) == (0, False)
    assert (settings_of(house, other.infohash).hops, settings_of(house, other.infohash).safe_seeding) == (2, True)


@pytest.mark.parametrize(("face", "status"), [("", "DLSTATUS_CIRCUITS"), ("/api", "LOADING")])
async def test_a_hidden_download_is_held_while_there_is_no_network(house: House, face: str, status: str) -> None:
    await house.ask("PUT", f"{face}/downloads", json={"uri": MAGNET, "anon_hops": 1, "safe_seeding": True})
    row = await house.ask("GET", f"{face}/downloads/{METAINFO.infohash}")

    assert (row["status"], row["status_code"]) in [(status, 8), (status.replace("CIRCUITS", "EXIT_NODES"), 9)]
    assert (row["hops"], row["anon_download"], row["safe_seeding"]) == (1, True, True)
    assert house.engine.orders == []


@pytest.mark.parametrize(("face", "kept"), [("", [True, True]), ("/api", [False, False])])
async def test_an_empty_selection_is_everything_to_old_clients_and_nothing_to_new_ones(
    house: House, face: str, kept: list[bool]
) -> None:
    file = house.folder / "one.torrent"
    file.write_bytes(METAINFO.data)
    await house.ask("PUT", f"{face}/downloads", json={"uri": f"file:{file}", "selected_files": []})

    assert [file.included for file in await house.downloads.files(METAINFO.infohash)] == kept


async def test_the_oldest_clients_select_files_by_name(house: House) -> None:
    file = house.folder / "one.torrent"
    file.write_bytes(METAINFO.data)
    form = f"uri=file:{file}&selected_files[]=b.bin"
    await house.ask("PUT", "/downloads", data=form.encode())

    assert [file.included for file in await house.downloads.files(METAINFO.infohash)] == [False, True]


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("ftp://site.example/a.torrent", "UnsupportedUri"),
        ("http://nowhere.example/", "FetchError"),
        ("file:/nowhere/at/all.torrent", "StorageError"),
    ],
)
async def test_a_valid_request_that_fails_is_a_handled_error(house: House, uri: str, code: str) -> None:
    document = await house.ask("PUT", "/downloads", json={"uri": uri}, expect=500)

    assert (document["error"]["handled"], document["error"]["code"]) == (True, code)


async def test_bytes_that_are_no_torrent_are_corrupt(house: House) -> None:
    document = await house.ask("PUT", "/api/downloads", data=bencode({b"spam": 1}), expect=500)

    assert document["error"]["code"] == "TorrentDecodeError"
    assert document["error"]["message"].startswith("corrupt torrent file (")


@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b'{"uri": 1}', b'{"uri": "m", "anon_hops": NaN}', b'{"uri": "m", "anon_hops": 9}', b"\xff"]
)
async def test_a_malformed_body_is_refused(house: House, body: bytes) -> None:
    headers = {"Content-Type": "text/plain"}
    document = await house.ask("PUT", "/downloads", data=body, headers=headers, expect=400)

    assert document["error"]["handled"]


async def test_json_false_is_false_for_only_metadata(house: House) -> None:
    await house.ask("PUT", "/api/downloads", json={"uri": MAGNET, "only_metadata": False})

    assert not settings_of(house).only_metadata


async def test_a_command_line_only_asks_when_somebody_watches_and_the_operator_wants_it(open_house: OpenHouse) -> None:
    house = await open_house(libtorrent__ask_download_settings="true")
    asked: list[AskAddDownload] = []
    house.events.subscribe(AskAddDownload, asked.append)
    with house.services.event_stream.open():
        answer = await house.ask("PUT", "/api/downloads", json={"uri": MAGNET, "cli": True})

    assert answer == {"started": False, "infohash": ""}
    assert asked == [AskAddDownload(MAGNET)]
    assert len(house.downloads.table) == 0


async def test_a_command_line_starts_it_when_nobody_watches(open_house: OpenHouse) -> None:
    house = await open_house(libtorrent__ask_download_settings="true")

    assert await house.ask("PUT", "/api/downloads", json={"uri": MAGNET, "cli": True}) == STARTED


async def test_a_batch_does_what_single_requests_do_with_an_answer_each(house: House) -> None:
    other = a_metainfo(2)
    await house.has(other.data)
    items = [
        {"op": "add", "uri": MAGNET, "stopped": True},
        {"op": "update", "infohash": other.infohash, "download_limit": 1000, "state": "stop"},
        {"op": "update", "infohash": "0" * 40, "state": "stop"},
        {"op": "remove", "infohash": "short", "remove_data": 0},
        {"op": "dance"},
        {"uri": MAGNET},
    ]
    results = (await house.ask("POST", "/api/downloads/batch", json={"items": items}))["results"]

    assert results[:2] == [{**STARTED, "existed": False}, {"modified": True, "infohash": other.infohash}]
    assert [result["error"]["code"] for result in results[2:]] == [
        "DownloadNotFound",
        "DownloadNotFound",
        "InvalidParameter",
        "MissingParameter",
    ]
    assert settings_of(house, other.infohash).download_limit == 1000


@pytest.mark.parametrize("face", FACES)
async def test_a_batch_removes(house: House, face: str) -> None:
    await house.has(METAINFO.data)
    items = [{"op": "remove", "infohash": METAINFO.infohash, "remove_data": True}]
    answer = await house.ask("POST", f"{face}/downloads/batch", data=json.dumps({"items": items}))

    assert answer == {"results": [{"removed": True, "infohash": METAINFO.infohash}]}
    assert house.engine.deleted == [METAINFO.infohash]
