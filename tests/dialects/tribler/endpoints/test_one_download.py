"""One download: shown, changed, removed, exported."""

from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.tribler.house import House
from tribler_core.dialects.tribler.shapes.download import CurrentDownloadShape, LegacyDownloadShape
from tribler_core.domain.download.settings import SeedingMode, SeedingRule
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds

METAINFO = a_metainfo(files={"a.bin": 1000, "b.bin": 2000}, trackers=["http://tracker.example/announce"])
INFOHASH = METAINFO.infohash
MODIFIED = {"modified": True, "infohash": INFOHASH}
FACES = ["", "/api"]
NOBODY = "0" * 40


@pytest.fixture
async def full(house: House) -> House:
    """A house with one download of two files."""
    await house.has(METAINFO.data)
    return house


def settings_of(house: House) -> Any:
    return house.downloads.get(INFOHASH).settings


async def change(house: House, body: object, *, face: str = "/api", expect: int = 200) -> Any:
    return await house.ask("PATCH", f"{face}/downloads/{INFOHASH}", json=body, expect=expect)


async def included(house: House) -> list[bool]:
    return [file.included for file in await house.downloads.files(INFOHASH)]


@pytest.mark.parametrize(("face", "shape"), [("", LegacyDownloadShape), ("/api", CurrentDownloadShape)])
async def test_one_download_is_shown(full: House, face: str, shape: type[Any]) -> None:
    row = await full.ask("GET", f"{face}/downloads/{INFOHASH}?get_peers=1&get_pieces=1&get_availability=1")

    assert row.keys() == shape().fields.keys()
    assert shape().validate(row) == {}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("infohash", [NOBODY, "short", "g" * 40, "1" * 39])
@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("GET", "/files"),
        ("GET", "/torrent"),
        ("GET", "/stream/0"),
        ("PUT", "/tracker_force_announce?url=http://t.example/"),
        ("DELETE", "?remove_data=1"),
    ],
)
async def test_a_download_that_does_not_exist_is_not_found(
    full: House, face: str, infohash: str, method: str, rest: str
) -> None:
    document = await full.ask(method, f"{face}/downloads/{infohash}{rest}", expect=404)

    assert document["error"] == {
        "handled": True,
        "code": "DownloadNotFound",
        "message": "this download does not exist",
    }


@pytest.mark.parametrize(
    ("body", "name", "value"),
    [
        ({"upload_limit": 1000}, "upload_limit", 1000),
        ({"download_limit": "65536"}, "download_limit", 65536),
        ({"download_limit": 0}, "download_limit", None),
        ({"download_limit": -1}, "download_limit", None),
        ({"seeding_ratio": 1.5}, "seeding", SeedingRule(ratio=1.5)),
        ({"seeding_mode": "time", "seeding_time": 90}, "seeding", SeedingRule(mode=SeedingMode.TIME, time=Seconds(90))),
        ({"auto_managed": 1}, "auto_managed", True),
        ({"auto_managed": "true"}, "auto_managed", True),
        ({"sequential": True}, "sequential", True),
        ({"state": "stop"}, "user_stopped", True),
        ({"name": "a better name"}, "name", "a better name"),
        ({"queue_position": "queue_top"}, "user_stopped", False),
    ],
)
async def test_what_can_be_changed_is_changed(full: House, body: dict[str, Any], name: str, value: object) -> None:
    assert await change(full, body) == MODIFIED
    assert getattr(settings_of(full), name) == value


async def test_old_clients_have_their_own_names_for_limits(full: House) -> None:
    await change(full, {"max_upload_speed": 500, "max_download_speed": 0}, face="")

    assert (settings_of(full).upload_limit, settings_of(full).download_limit) == (500, None)


async def test_an_own_ratio_is_given_back(full: House) -> None:
    await change(full, {"seeding_ratio": 1.5})
    await change(full, {"seeding_ratio_default": True})

    assert settings_of(full).seeding == SeedingRule()


async def test_a_form_is_as_good_as_json(full: House) -> None:
    answer = await full.ask("PATCH", f"/downloads/{INFOHASH}", data={"state": "stop", "upload_limit": "7"})

    assert answer == MODIFIED
    assert (settings_of(full).user_stopped, settings_of(full).upload_limit) == (True, 7)


async def test_it_stops_and_resumes(full: House) -> None:
    await change(full, {"state": "stop"})
    stopped = await full.ask("GET", f"/downloads/{INFOHASH}")
    await change(full, {"state": "resume"})

    assert (stopped["status"], stopped["user_stopped"]) == ("DLSTATUS_STOPPED", True)
    assert not settings_of(full).user_stopped


async def test_it_is_checked_again(full: House) -> None:
    assert await change(full, {"state": "recheck"}) == MODIFIED
    assert (await full.ask("GET", f"/api/downloads/{INFOHASH}"))["status"] == "HASHCHECKING"


@pytest.mark.parametrize(("face", "kept"), [("", [True, True]), ("/api", [False, False])])
async def test_an_empty_selection_means_what_the_generation_means(full: House, face: str, kept: list[bool]) -> None:
    await change(full, {"selected_files": [1]}, face=face)
    assert await included(full) == [False, True]

    await change(full, {"selected_files": []}, face=face)
    assert await included(full) == kept


async def test_priorities_and_names_of_files_are_changed(full: House) -> None:
    await change(full, {"file_priorities": {"0": 7}, "rename_files": {"1": "imagined 1/c.bin"}})
    files = (await full.ask("GET", f"/api/downloads/{INFOHASH}/files"))["files"]

    assert [file.priority for file in await full.downloads.files(INFOHASH)] == [7, 4]
    assert [file["name"] for file in files] == ["a.bin", "c.bin"]


async def test_hops_are_changed_alone_and_keep_safe_seeding(full: House) -> None:
    await change(full, {"safe_seeding": True})
    await change(full, {"anon_hops": 1})

    assert (settings_of(full).hops, settings_of(full).safe_seeding) == (1, True)
    document = await change(full, {"anon_hops": 0, "state": "stop"}, expect=400)
    assert document["error"]["message"] == "anon_hops must be the only parameter in this request"


async def test_it_moves(full: House) -> None:
    target = full.folder / "there"
    target.mkdir()
    assert await change(full, {"state": "move_storage", "dest_dir": str(target)}) == MODIFIED

    row = await full.ask("GET", f"/api/downloads/{INFOHASH}")
    assert (row["destination"], row["completed_dir"]) == (str(target), str(target))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"state": "dance"}, "unknown state parameter"),
        ({"queue_position": "first"}, "invalid value for queue_position"),
        ({"auto_managed": "perhaps"}, "invalid value for auto_managed"),
        ({"selected_files": [9]}, "index out of range"),
        ({"selected_files": [-1]}, "index out of range"),
        ({"file_priorities": {"9": 1}}, "index out of range"),
        ({"state": "move_storage"}, "dest_dir parameter missing"),
        ({"state": "move_storage", "dest_dir": "/no/where"}, "Target directory (/no/where) does not exist"),
        ({"seeding_mode": "sometimes"}, "invalid value for seeding_mode"),
        ({"upload_limit": -2}, None),
        ({"upload_limit": "fast"}, None),
        ({"seeding_ratio": -1}, None),
    ],
)
async def test_one_bad_key_refuses_the_whole_change(full: House, body: dict[str, Any], message: str | None) -> None:
    before = full.downloads.get(INFOHASH)
    document = await change(full, {"download_limit": 1000, "sequential": True, **body}, expect=400)

    assert message is None or document["error"]["message"] == message
    assert full.downloads.get(INFOHASH) == before


async def test_unknown_keys_are_ignored(full: House) -> None:
    assert await change(full, {"colour": "blue"}) == MODIFIED


async def test_streaming_mode_is_accepted_from_old_clients(full: House) -> None:
    answer = await change(full, {"vod_mode": True, "fileindex": 0, "state": "stop"}, face="")

    assert answer["vod_mode"] is True
    assert settings_of(full).user_stopped
    assert answer.items() >= MODIFIED.items()
    assert (await change(full, {"vod_mode": True}, face="", expect=400))["error"]["code"] == "MissingParameter"


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("how", ["json", "form", "query"])
async def test_it_is_removed(full: House, face: str, how: str) -> None:
    ways: dict[str, dict[str, Any]] = {
        "json": {"json": {"remove_data": True}},
        "form": {"data": {"remove_data": "1"}},
        "query": {},
    }
    query = "?remove_data=1" if how == "query" else ""
    response = await full.call("DELETE", f"{face}/downloads/{INFOHASH.upper()}{query}", **ways[how])

    assert response.json() == {"removed": True, "infohash": INFOHASH}
    assert full.engine.deleted == [INFOHASH]
    assert len(full.downloads.table) == 0


async def test_removing_needs_to_know_about_the_data(full: House) -> None:
    document = await full.ask("DELETE", f"/downloads/{INFOHASH}", expect=400)

    assert document["error"]["message"] == "remove_data parameter missing"


@pytest.mark.parametrize("path", ["/download/", "/downloads/", "/api/download/", "/api/downloads/"])
async def test_singular_and_plural_give_the_same_torrent(full: House, path: str) -> None:
    response = await full.call("GET", f"{path}{INFOHASH}/torrent")

    assert response.body == METAINFO.data
    assert response.headers["Content-Type"] == "application/x-bittorrent"
    assert response.headers["Content-Disposition"] == f"attachment; filename={INFOHASH}.torrent"


@pytest.mark.parametrize("path", ["/download/", "/downloads/", "/api/downloads/"])
async def test_files_have_indices_from_zero_and_progress(full: House, path: str) -> None:
    document = await full.ask("GET", f"{path}{INFOHASH}/files")

    assert document["infohash"] == INFOHASH
    assert [(file["index"], file["name"], file["size"]) for file in document["files"]] == [
        (0, "a.bin", 1000),
        (1, "b.bin", 2000),
    ]
    assert all(0 <= file["progress"] <= 1 for file in document["files"])


async def test_before_the_metadata_there_are_no_files_and_no_torrent(house: House) -> None:
    magnet = f"magnet:?xt=urn:btih:{INFOHASH}"
    await house.ask("PUT", "/downloads", json={"uri": magnet})

    assert (await house.ask("GET", f"/downloads/{INFOHASH}/files"))["files"] == []
    assert (await house.ask("GET", f"/downloads/{INFOHASH}/torrent", expect=404))["error"]["code"] == "NotFound"
    await house.ask("GET", f"/downloads/{INFOHASH}/stream/0", expect=404)


async def test_a_selection_before_the_metadata_is_kept_for_it(house: House) -> None:
    magnet = f"magnet:?xt=urn:btih:{INFOHASH}"
    await house.ask("PUT", "/downloads", json={"uri": magnet})
    await house.ask("PATCH", f"/downloads/{INFOHASH}", json={"selected_files": [1]})
    house.engine.deliver_metadata(InfoHash(INFOHASH), METAINFO)

    assert await included(house) == [False, True]


@pytest.mark.parametrize("face", FACES)
async def test_trackers_are_added_announced_to_and_removed(full: House, face: str) -> None:
    url = "udp://other.example:80/announce"
    path = f"{face}/downloads/{INFOHASH}"

    assert await full.ask("PUT", f"{path}/trackers", json={"url": url}) == {"added": True}
    row = await full.ask("GET", path)
    shown = [tracker["url"] for tracker in row["trackers"]]
    assert set(shown[:-2]) == {"http://tracker.example/announce", url}
    assert shown[-2:] == ["[DHT]", "[PeX]"]
    assert await full.ask("PUT", f"{path}/tracker_force_announce", json={"url": url}) == {"forced": True}
    assert await full.ask("DELETE", f"{path}/trackers", json={"url": url}) == {"removed": True}
    assert await full.ask("DELETE", f"{path}/trackers", json={"url": url}) == {"removed": True}


@pytest.mark.parametrize(
    ("method", "rest"), [("PUT", "trackers"), ("DELETE", "trackers"), ("PUT", "tracker_force_announce")]
)
async def test_a_tracker_has_a_url(full: House, method: str, rest: str) -> None:
    document = await full.ask(method, f"/api/downloads/{INFOHASH}/{rest}", json={}, expect=400)

    assert document["error"]["message"] == "url parameter missing"


@pytest.mark.parametrize("face", FACES)
async def test_a_wrong_method_is_told_the_right_ones(full: House, face: str) -> None:
    response = await full.call("POST", f"{face}/downloads/{INFOHASH}/files")

    assert response.status == 405
    assert set(response.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}
    assert response.json()["error"]["code"] == "MethodNotAllowed"
