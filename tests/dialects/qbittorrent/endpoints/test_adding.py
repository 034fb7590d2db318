"""Adding in all its forms. Source: section 2.6 of the specification."""

import base64
import json
from typing import Any

import pytest
from aiohttp import FormData

from tests.builders import a_metainfo
from tests.dialects.qbittorrent.house import API, QbHouse
from tests.dialects.tribler.house import Answer
from tests.fakes.bencode import bdecode, bencode
from tribler_core.domain.ports import Fetched

ONE, TWO = a_metainfo(1), a_metainfo(2)
MAGNET = f"magnet:?xt=urn:btih:{'b' * 40}"


async def send(house: QbHouse, prefix: str = "", **sent: Any) -> Answer:
    headers = {"Cookie": house.cookie, **sent.pop("headers", {})}
    return await house.call("POST", f"{prefix}{API}/torrents/add", key="", headers=headers, **sent)


def a_form(*files: tuple[str, str, bytes], **fields: str) -> FormData:
    form = FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    for field, name, data in files:
        form.add_field(field, data, filename=name, content_type="application/x-bittorrent")
    return form


@pytest.mark.parametrize("field", ["torrents", "torrent__0", "fileselect[]", "file"])
async def test_files_are_torrents_whatever_their_field_is_called(house: QbHouse, field: str) -> None:
    answer = await send(house, data=a_form((field, "1.torrent", ONE.data), (field, "2.torrent", TWO.data)))

    assert answer.body == b"Ok."
    assert set(answer.headers["X-Torrent-Ids"].split(",")) == {ONE.infohash, TWO.infohash}


async def test_one_file_that_is_no_torrent_keeps_all_from_being_added(house: QbHouse) -> None:
    answer = await send(house, data=a_form(("a", "1.torrent", ONE.data), ("a", "bad.torrent", b"nonsense")))

    assert (answer.status, answer.body) == (415, b"Error: 'bad.torrent' is not a valid torrent file.")
    assert (await house.get("torrents/count")).body == b"0"


@pytest.mark.parametrize("ending", [b"--\r\n", b"--", b""])
@pytest.mark.parametrize("beginning", [b"", b"\r\n", b"preamble\r\n"])
async def test_line_breaks_around_a_form_may_be_missing(house: QbHouse, beginning: bytes, ending: bytes) -> None:
    head = b'Content-Disposition: form-data; name="torrents"; filename="1.torrent"\r\n\r\n'
    body = beginning + b"--xyz\r\n" + head + ONE.data + b"\r\n--xyz" + ending

    headers = {"Content-Type": "multipart/form-data; boundary=xyz"}
    assert (await send(house, data=body, headers=headers)).body == b"Ok."


async def test_options_are_obeyed(house: QbHouse) -> None:
    target = house.downloads_folder / "films"
    form = a_form(
        ("t", "1.torrent", ONE.data),
        savepath=str(target),
        paused="True",
        rename=" my \n name ",
        upLimit="1000",
        dlLimit="-1",
        sequentialDownload="TRUE",
        ratioLimit="1.5",
        seedingTimeLimit="nonsense",
        category="films",
        tags="a, b",
        cookie="a=b",
        root_folder="false",
        contentLayout="Original",
        skip_checking="true",
        autoTMM="false",
    )
    assert (await send(house, data=form)).body == b"Ok."

    settings = house.settings_of(ONE.infohash)
    assert settings.destination == target
    assert (settings.name, settings.user_stopped, settings.sequential) == ("my name", True, True)
    assert (settings.upload_limit, settings.download_limit) == (1000, None)


@pytest.mark.parametrize(
    ("fields", "stopped"),
    [
        ({"paused": "true"}, True),
        ({"stopped": "true"}, True),
        ({"paused": "true", "stopped": "false"}, False),
        ({"paused": "maybe"}, False),
    ],
)
async def test_both_names_of_stopped_are_known(house: QbHouse, fields: dict[str, str], stopped: bool) -> None:
    await send(house, data={"urls": MAGNET, **fields})

    assert house.settings_of("b" * 40).user_stopped is stopped


async def test_parameters_may_stand_in_the_query(house: QbHouse) -> None:
    assert (await send(house, params={"urls": MAGNET, "stopped": "true"})).body == b"Ok."


async def test_a_duplicate_is_a_failure(house: QbHouse) -> None:
    await send(house, data={"urls": MAGNET})
    again = await send(house, data={"urls": f"{MAGNET}\nnonsense://x\n\n"})

    assert again.body == b"Fails."
    assert again.headers["X-Add-Failures"] == "2;invalid,duplicate"
    partly = await send(house, data=a_form(("t", "1.torrent", ONE.data), urls=MAGNET))
    assert partly.body == b"Ok."


async def test_a_url_is_fetched_within_the_answer(house: QbHouse) -> None:
    house.fetcher.answers["http://site.example/1.torrent"] = Fetched(ONE.data)
    good = await send(house, data={"urls": "http://site.example/1.torrent"})
    bad = await send(house, data={"urls": "http://site.example/2.torrent"})

    assert (good.body, good.headers["X-Torrent-Ids"]) == (b"Ok.", ONE.infohash)
    assert (bad.body, bad.headers["X-Add-Failures"]) == (b"Fails.", "1;fetch-failed")


async def test_the_newest_profile_answers_in_json(house: QbHouse) -> None:
    answer = await send(house, "/qb52", data=a_form(("t", "1.torrent", ONE.data), urls="nonsense"))

    expected = {"success_count": 1, "failure_count": 1, "pending_count": 0, "added_torrent_ids": [ONE.infohash]}
    assert answer.json() == expected
    assert (await send(house, "/qb52", data={"urls": "nonsense"})).status == 409


async def test_nothing_is_no_torrent(house: QbHouse) -> None:
    assert (await send(house)).body == b"Fails."


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"nonsense"),
        ("application/x-www-form-urlencoded", b"\xff\xfe"),
        ("application/json", b"{"),
        ("text/plain", b"nonsense"),
    ],
)
async def test_nonsense_is_never_a_failure_of_ours(house: QbHouse, content_type: str, body: bytes) -> None:
    assert (await send(house, data=body, headers={"Content-Type": content_type})).status in (200, 400, 415)


async def test_a_thousand_files_in_one_request(house: QbHouse) -> None:
    torrents = [bencode({b"info": {b"name": b"%d" % n, b"piece length": 16384, b"pieces": bytes(20), b"length": 1}})
                for n in range(300)]  # fmt: skip
    answer = await send(house, data=a_form(*(("t", f"{n}", data) for n, data in enumerate(torrents))))

    assert answer.body == b"Ok."
    assert (await house.get("torrents/count")).body == b"300"


async def test_a_magnet_that_waits_takes_its_metadata_from_a_duplicate(house: QbHouse) -> None:
    await house.post("torrents/add", urls=f"magnet:?xt=urn:btih:{ONE.infohash}")

    answer = await send(house, data=a_form(("t", "1.torrent", ONE.data)))

    assert (answer.body, answer.headers["X-Add-Failures"]) == (b"Fails.", "1;duplicate")
    assert (await house.get("torrents/properties", hash=ONE.infohash)).json()["has_metadata"]


@pytest.mark.parametrize(("merge", "expected"), [(True, 2), (False, 1)])
async def test_trackers_of_a_duplicate_are_taken_over_where_that_is_wanted(
    house: QbHouse, *, merge: bool, expected: int
) -> None:
    await house.post("app/setPreferences", json=json.dumps({"merge_trackers": merge}))
    await house.has(a_metainfo(1, trackers=["http://one/announce"]).data)

    await send(house, data=a_form(("t", "1.torrent", a_metainfo(1, trackers=["http://two/announce"]).data)))

    [row] = (await house.get("torrents/info")).json()
    assert row["trackers_count"] == expected


async def test_words_and_folder_of_a_torrent_are_shown_at_once(house: QbHouse) -> None:
    said = {b"comment": b"said", b"created by": b"somebody", b"creation date": 12345}
    metainfo = a_metainfo(5, files={"top/a": 10, "b": 10})
    torrent = bencode({**bdecode(metainfo.data), **said})

    await send(house, data=a_form(("t", "5.torrent", torrent)))

    [row] = (await house.get("torrents/info")).json()
    assert (row["comment"], row["created_by"], row["creation_date"]) == ("said", "somebody", 12345)
    assert row["content_path"] == row["root_path"] == f"{row['save_path']}/imagined 5"


async def test_a_link_of_bitcomet_is_a_magnet(house: QbHouse) -> None:
    link = "bc://bt/" + base64.b64encode(f"AA/film/1000/{'b' * 40}/ZZ".encode()).decode().rstrip("=")

    assert (await house.post("torrents/add", urls=link)).body == b"Ok."
    assert (await house.post("torrents/add", urls="bc://bt/@@@\nbc://bt/AAAA")).body == b"Fails."

    [row] = (await house.get("torrents/info")).json()
    assert (row["hash"], row["name"]) == ("b" * 40, "film")


@pytest.mark.parametrize(("fields", "hops"), [({}, 0), ({"hops": "2"}, 2), ({"hops": "0"}, 0)])
async def test_hops_can_be_asked_for(house: QbHouse, fields: dict[str, str], hops: int) -> None:
    assert (await send(house, data=a_form(("a", "1.torrent", ONE.data), **fields))).status == 200

    settings = house.downloads.get(ONE.infohash).settings
    assert (settings.hops, settings.safe_seeding) == (hops, hops > 0)


@pytest.mark.parametrize("hops", ["4", "-1", "two", "", "1.5"])
async def test_hops_that_make_no_sense_add_nothing(house: QbHouse, hops: str) -> None:
    assert (await send(house, data=a_form(("a", "1.torrent", ONE.data), hops=hops))).status != 200
    assert (await house.get("torrents/count")).body == b"0"
