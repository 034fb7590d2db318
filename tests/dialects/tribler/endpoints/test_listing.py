"""Lists of downloads: all, filtered, paged, changed."""

import base64
from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.tribler.conftest import OpenHouse
from tests.dialects.tribler.house import House
from tests.dialects.tribler.shapes.test_small_shapes import PEER
from tribler_core.dialects.tribler.shapes.details import CurrentListShape, LegacyListShape
from tribler_core.dialects.tribler.shapes.download import CurrentDownloadShape, LegacyDownloadShape
from tribler_core.domain.download.state import Activity
from tribler_core.foundation.units import BytesPerSecond

ONE, TWO, THREE = a_metainfo(1), a_metainfo(2, files={"b/a.mkv": 1000, "c.txt": 10}), a_metainfo(3, version="v2")
FACES = ["", "/api"]


@pytest.fixture
async def full(house: House) -> House:
    """A house with three downloads: v1, v1 with two files, v2."""
    for metainfo in (ONE, TWO, THREE):
        await house.has(metainfo.data)
    return house


async def listed(house: House, path: str = "/api/downloads", **sent: Any) -> list[Any]:
    rows: list[Any] = (await house.ask("GET", path, **sent))["downloads"]
    return rows


async def test_a_legacy_list_has_every_documented_field_and_no_more(full: House) -> None:
    document = await full.ask("GET", "/downloads?get_peers=1&get_pieces=1")

    assert LegacyListShape().validate(document) == {}
    assert all(row.keys() == LegacyDownloadShape().fields.keys() for row in document["downloads"])
    assert document["checkpoints"] == {"total": 0, "loaded": 0, "all_loaded": True}


async def test_a_current_list_has_every_documented_field_and_no_more(full: House) -> None:
    document = await full.ask("GET", "/api/downloads?get_peers=1&get_pieces=1&get_availability=1")

    assert CurrentListShape().validate(document) == {}
    assert all(row.keys() == CurrentDownloadShape().fields.keys() for row in document["downloads"])


@pytest.mark.parametrize("face", FACES)
async def test_details_are_there_on_request_only(full: House, face: str) -> None:
    rows = await listed(full, f"{face}/downloads")

    assert all({"peers", "pieces"}.isdisjoint(row) for row in rows)


async def test_bare_flags_of_the_oldest_clients_count(full: House) -> None:
    assert all({"peers", "pieces"} <= row.keys() for row in await listed(full, "/downloads?get_pieces&get_peers"))


async def test_details_say_what_the_engine_says(full: House) -> None:
    torrent = full.engine.torrent(ONE.infohash)
    torrent.peers = (PEER,)
    row = (await listed(full, f"/downloads?infohash={ONE.infohash}&get_peers=1&get_pieces=1"))[0]

    assert [(peer["ip"], peer["port"]) for peer in row["peers"]] == [("127.0.0.2", 6881)]
    assert len(base64.b64decode(row["pieces"])) == (row["total_pieces"] + 7) // 8


async def test_files_are_inline_for_old_clients_unless_they_object(full: House) -> None:
    await listed(full, "/downloads")  # the first to ask makes the service fetch them
    await full.downloads.files(TWO.infohash)
    rows = await listed(full, "/downloads")
    bare = await listed(full, "/downloads?get_files=0")

    assert [file["name"] for file in rows[1]["files"]] == ["b/a.mkv", "c.txt"]
    assert all("files" not in row for row in bare)


@pytest.mark.parametrize(("face", "count"), [("", 1), ("/api", 3)])
async def test_an_infohash_filters_the_legacy_list_and_details_one_row_of_the_current(
    full: House, face: str, count: int
) -> None:
    rows = await listed(full, f"{face}/downloads?infohash={TWO.infohash.upper()}&get_pieces=1")

    assert len(rows) == count
    assert [row["infohash"] for row in rows if "pieces" in row] == [TWO.infohash]


@pytest.mark.parametrize("face", FACES)
async def test_one_can_be_left_out(full: House, face: str) -> None:
    rows = await listed(full, f"{face}/downloads?excluded={TWO.infohash}")

    assert [row["infohash"] for row in rows] == [ONE.infohash, THREE.infohash]


async def test_a_list_is_sorted_and_paged(full: House) -> None:
    names = [row["name"] for row in await listed(full, "/api/downloads?sort=-name&offset=1&limit=1")]

    assert names == ["imagined 2"]


async def test_a_list_is_filtered_by_state_and_name(full: House) -> None:
    full.engine.complete(TWO.infohash)

    assert [row["name"] for row in await listed(full, "/api/downloads?state=SEEDING")] == ["imagined 2"]
    assert [row["name"] for row in await listed(full, "/downloads?state=DLSTATUS_SEEDING")] == ["imagined 2"]
    assert [row["name"] for row in await listed(full, "/api/downloads?name=ED%203")] == ["imagined 3"]


async def test_only_the_fields_asked_for_come(full: House) -> None:
    rows = await listed(full, "/api/downloads?fields=name,progress")

    assert all(row.keys() == {"infohash", "name", "progress"} for row in rows)


async def test_a_query_that_makes_no_sense_is_refused(full: House) -> None:
    document = await full.ask("GET", "/api/downloads?sort=colour", expect=400)

    assert document["error"]["code"] == "InvalidParameter"


@pytest.mark.parametrize("face", FACES)
async def test_deltas_tell_what_changed_and_what_is_gone(full: House, face: str) -> None:
    everything = await full.ask("GET", f"{face}/downloads?since=0")
    unchanged = await full.ask("GET", f"{face}/downloads?since={everything['revision']}")
    full.engine.change(TWO.infohash, download_rate=BytesPerSecond(5))
    await full.downloads.remove(ONE.infohash, with_data=False)
    changed = await full.ask("GET", f"{face}/downloads?since={everything['revision']}")

    assert everything["full"]
    assert len(everything["downloads"]) == 3
    assert (unchanged["full"], unchanged["downloads"], unchanged["removed"]) == (False, [], [])
    assert unchanged["revision"] == everything["revision"]
    assert [row["infohash"] for row in changed["downloads"]] == [TWO.infohash]
    assert changed["removed"] == [ONE.infohash]
    assert changed["revision"] > everything["revision"]


async def test_a_row_that_leaves_a_filtered_delta_counts_as_removed(full: House) -> None:
    revision = (await full.ask("GET", "/api/downloads?since=0&state=DOWNLOADING"))["revision"]
    full.engine.complete(TWO.infohash)
    document = await full.ask("GET", f"/api/downloads?since={revision}&state=DOWNLOADING")

    assert document["removed"] == [TWO.infohash]
    assert document["downloads"] == []


async def test_an_unchanged_list_is_answered_304(full: House) -> None:
    first = await full.call("GET", "/api/downloads")
    tag = first.headers["ETag"]
    again = await full.call("GET", "/api/downloads", headers={"If-None-Match": tag})
    full.engine.change(TWO.infohash, download_rate=BytesPerSecond(5))
    later = await full.call("GET", "/api/downloads", headers={"If-None-Match": tag})

    assert (first.status, again.status, later.status) == (200, 304, 200)
    assert again.body == b""


async def test_a_list_with_peers_is_never_answered_304(full: House) -> None:
    tag = (await full.call("GET", "/api/downloads?get_peers=1")).headers["ETag"]

    assert (await full.call("GET", "/api/downloads?get_peers=1", headers={"If-None-Match": tag})).status == 200


async def test_a_setting_that_rows_show_changes_all_rows(full: House) -> None:
    first = await full.call("GET", "/api/downloads")
    await full.ask("POST", "/api/settings", json={"libtorrent": {"download_defaults": {"seeding_ratio": 7.5}}})
    later = await full.call("GET", "/api/downloads", headers={"If-None-Match": first.headers["ETag"]})

    assert [row["seeding_ratio"] for row in later.json()["downloads"]] == [7.5] * 3


@pytest.mark.parametrize("agent", ["Sonarr/4.0.10 (linux)", "Radarr/5.1"])
async def test_sonarr_and_radarr_hear_the_states_that_they_know(full: House, agent: str) -> None:
    full.engine.change(ONE.infohash, activity=Activity.QUEUED_FOR_CHECKING)
    theirs = await listed(full, headers={"User-Agent": agent})

    assert theirs[0]["status"] == "WAITING4HASHCHECK"
    assert (await listed(full))[0]["status"] == "WAITING_FOR_HASHCHECK"


async def test_the_operator_may_choose_the_states_of_8_0_for_everybody(open_house: OpenHouse) -> None:
    house = await open_house(api__status_vocabulary="8.0")
    await house.has(ONE.data)
    house.engine.change(ONE.infohash, activity=Activity.QUEUED_FOR_CHECKING)

    assert (await listed(house))[0]["status"] == "WAITING4HASHCHECK"


async def test_a_v2_torrent_is_known_by_its_long_hash(full: House) -> None:
    row = (await listed(full))[2]

    assert (row["infohash"], row["infohash_v1"], row["infohash_v2"]) == (THREE.infohash, "", THREE.infohash)
    assert len(THREE.infohash) == 64


async def test_a_hybrid_answers_to_both_of_its_names(house: House) -> None:
    hybrid = a_metainfo(4, version="hybrid")
    await house.has(hybrid.data)

    assert (await house.ask("GET", f"/api/downloads/{hybrid.infohashes.v2}"))["infohash"] == hybrid.infohashes.v1
    assert len(await listed(house, f"/downloads?infohash={hybrid.infohashes.v2}")) == 1


@pytest.mark.parametrize("face", FACES)
async def test_a_list_answers_head_and_ignores_a_trailing_slash(full: House, face: str) -> None:
    head = await full.call("HEAD", f"{face}/downloads")

    assert (head.status, head.headers["Server"]) == (200, "triblerd")
    assert len(await listed(full, f"{face}/downloads/")) == 3
