"""Commands on torrents, with the texts that clients match. Source: section 2.7 of the specification."""

from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.qbittorrent.house import QbHouse
from tests.dialects.tribler.house import Answer
from tribler_core.domain.torrent.infohash import InfoHash

METAINFO = a_metainfo(files={"dir/a.bin": 10_000, "b.bin": 20_000}, trackers=["http://one.example/announce"])
ID = METAINFO.infohash
UNKNOWN = "0" * 40


@pytest.fixture
async def house(house: QbHouse) -> QbHouse:
    await house.has(METAINFO.data)
    return house


async def command(house: QbHouse, method: str, /, expect: int = 200, prefix: str = "", **form: str) -> Answer:
    return await house.post(f"torrents/{method}", expect=expect, prefix=prefix, **form)


SOME = [
    "start",
    "resume",
    "stop",
    "pause",
    "recheck",
    "reannounce",
    "delete",
    "increasePrio",
    "decreasePrio",
    "topPrio",
    "bottomPrio",
    "setDownloadLimit",
    "setUploadLimit",
    "toggleSequentialDownload",
    "setForceStart",
]


@pytest.mark.parametrize("name", SOME)
async def test_torrents_have_to_be_named(house: QbHouse, name: str) -> None:
    assert (await command(house, name, 400)).body == b"Bad Request"
    assert (await command(house, name, 400, "/qb52")).body == b"Missing required parameters: hashes"
    assert (await command(house, name, hashes="")).body == b""
    assert (await command(house, name, hashes=f"{UNKNOWN}|nonsense")).body == b""
    assert (await command(house, name, hashes="all")).body == b""


@pytest.mark.parametrize(("stop", "start"), [("stop", "start"), ("pause", "resume")])
async def test_torrents_stop_and_start_by_either_name(house: QbHouse, stop: str, start: str) -> None:
    await command(house, stop, hashes=ID)
    assert house.settings_of(ID).user_stopped
    await command(house, start, hashes=ID.upper())
    assert not house.settings_of(ID).user_stopped
    assert house.settings_of(ID).auto_managed


async def test_the_misprint_of_the_documentation_is_understood(house: QbHouse) -> None:
    await command(house, "stop", hashes=ID)
    await command(house, "setForceStart", hashes=f"{ID}?value=true")

    assert not house.settings_of(ID).user_stopped


async def test_torrents_are_removed_with_their_data_or_without(house: QbHouse) -> None:
    await house.has(a_metainfo(2).data)
    await command(house, "delete", hashes=ID)
    assert house.engine.deleted == []
    await command(house, "delete", hashes="all", deleteFiles="True")
    assert house.engine.deleted == [a_metainfo(2).infohash]


async def test_places_in_the_queue_keep_their_order(house: QbHouse) -> None:
    ids = [ID, *[await house.has(a_metainfo(number).data) for number in range(2, 6)]]

    async def order() -> list[int]:
        rows = (await house.get("torrents/info", sort="priority")).json()
        return [ids.index(row["hash"]) for row in rows]

    await command(house, "topPrio", hashes=f"{ids[2]}|{ids[4]}")
    assert await order() == [2, 4, 0, 1, 3]
    await command(house, "bottomPrio", hashes=f"{ids[2]}|{ids[4]}")
    assert await order() == [0, 1, 3, 2, 4]
    await command(house, "increasePrio", hashes=f"{ids[3]}|{ids[2]}")
    assert await order() == [0, 3, 2, 1, 4]
    await command(house, "decreasePrio", hashes=f"{ids[0]}|{ids[3]}")
    assert await order() == [2, 0, 3, 1, 4]


@pytest.mark.parametrize(
    ("form", "status", "text"),
    [
        ({"id": "0", "priority": "high"}, 400, b"Priority must be an integer"),
        ({"id": "0", "priority": "9"}, 400, b"Priority is not valid"),
        ({"id": "x", "priority": "1"}, 400, b"File IDs must be integers"),
        ({"id": "7", "priority": "1"}, 409, b"File ID is not valid"),
        ({"id": "0|1", "priority": "7"}, 200, b""),
        ({"id": "0", "priority": "4"}, 200, b""),
        ({"priority": "1"}, 400, b"Bad Request"),
    ],
)
async def test_priorities_of_files(house: QbHouse, form: dict[str, str], status: int, text: bytes) -> None:
    assert (await command(house, "filePrio", status, hash=ID, **form)).body == text


async def test_a_magnet_has_no_files_yet(house: QbHouse) -> None:
    await command(house, "add", urls=f"magnet:?xt=urn:btih:{'b' * 40}")

    answer = await command(house, "filePrio", 409, hash="b" * 40, id="0", priority="1")
    assert answer.body == b"Torrent's metadata has not yet downloaded"


async def paths(house: QbHouse) -> list[str]:
    return [file["name"] for file in (await house.get("torrents/files", hash=ID)).json()]


@pytest.mark.parametrize(
    ("name", "form", "status"),
    [
        ("rename", {"name": " \n "}, 409),
        ("renameFile", {"oldPath": "imagined 1/b.bin", "newPath": "/etc/passwd"}, 409),
        ("renameFile", {"oldPath": "imagined 1/b.bin", "newPath": "../x"}, 409),
        ("renameFile", {"oldPath": "imagined 1/b.bin", "newPath": ""}, 409),
        ("renameFile", {"oldPath": "imagined 1/x", "newPath": "y"}, 409),
        ("renameFile", {"oldPath": "imagined 1/b.bin", "newPath": "imagined 1/dir/a.bin"}, 409),
        ("renameFile", {"oldPath": "imagined 1/b.bin"}, 400),
        ("renameFolder", {"oldPath": "imagined 1/x", "newPath": "y"}, 409),
        ("renameFolder", {"oldPath": "imagined 1/dir"}, 400),
    ],
)
async def test_names_that_cannot_be_are_refused(house: QbHouse, name: str, form: dict[str, str], status: int) -> None:
    await command(house, name, status, hash=ID, **form)
    await command(house, name, 400 if status == 400 and name == "renameFolder" else 404, hash=UNKNOWN, **form)


async def test_files_and_folders_get_new_names(house: QbHouse) -> None:
    await command(house, "renameFile", hash=ID, oldPath="imagined 1/b.bin", newPath="imagined 1/c.bin")
    await command(house, "renameFolder", hash=ID, oldPath="imagined 1/dir", newPath="imagined 1/films")
    assert await paths(house) == ["imagined 1/films/a.bin", "imagined 1/c.bin"]
    await command(house, "renameFile", hash=ID, id="1", name="d.bin")
    assert await paths(house) == ["imagined 1/films/a.bin", "imagined 1/d.bin"]


async def test_a_disk_that_refuses_is_told(house: QbHouse) -> None:
    house.engine.refuse_files = "read-only"
    answer = await command(house, "renameFile", 409, hash=ID, oldPath="imagined 1/b.bin", newPath="x")
    assert b"read-only" in answer.body


async def test_torrents_move(house: QbHouse) -> None:
    target = house.downloads_folder / "new" / "place"
    await command(house, "setLocation", hashes=ID, location=str(target))
    assert house.settings_of(ID).destination == target
    assert target.is_dir()
    assert (await command(house, "setLocation", 400, hashes=ID)).body == b"Save path cannot be empty"
    await command(house, "setSavePath", id=ID, path=str(house.downloads_folder))
    assert house.settings_of(ID).destination == house.downloads_folder
    (house.downloads_folder / "file").touch()
    refused = await command(house, "setLocation", 409, hashes=ID, location=str(house.downloads_folder / "file" / "x"))
    assert refused.body == b"Cannot make save path"


def urls(house: QbHouse) -> list[str]:
    return sorted(tracker.url for tracker in house.downloads.get(InfoHash(ID)).trackers)


async def test_trackers_come_change_and_go(house: QbHouse) -> None:
    one, two, three = (f"http://{name}.example/announce" for name in ("one", "two", "three"))
    await command(house, "addTrackers", hash=ID, urls=f"{one}\n\n{two}\nnonsense")
    assert urls(house) == [one, two]
    await command(house, "editTracker", hash=ID, origUrl=two, url=two, newUrl=three)
    assert urls(house) == [one, three]
    await command(house, "removeTrackers", 204, "/qb52", hash="*", urls="http%3A%2F%2Fthree.example%2Fannounce")
    assert urls(house) == [one]


@pytest.mark.parametrize(
    ("form", "status", "text"),
    [
        ({"url": "http://one.example/announce"}, 400, b"Must specify at least one"),
        ({"url": "http://one.example/announce", "newUrl": "nonsense"}, 400, b"New tracker URL is invalid"),
        ({"url": "http://x.example/", "newUrl": "http://y.example/"}, 409, b"Tracker not found"),
        ({"url": "http://one.example/announce", "tier": "x"}, 400, b"tier must be an integer"),
        ({"url": "http://one.example/announce", "tier": "256"}, 400, b"tier must be between 0 and 255"),
        ({"url": "http://one.example/announce", "newUrl": "http://one.example/announce"}, 200, b""),
        ({"newUrl": "http://y.example/"}, 400, b"Bad Request"),
    ],
)
async def test_what_cannot_be_done_to_a_tracker(house: QbHouse, form: Any, status: int, text: bytes) -> None:
    assert (await command(house, "editTracker", status, hash=ID, **form)).body.startswith(text)


async def test_peers_are_tried(house: QbHouse) -> None:
    answer = await command(house, "addPeers", hashes=f"{ID}|{UNKNOWN}", peers="1.2.3.4:80|[::1]:81|nonsense")

    assert answer.json() == {ID: {"added": 2, "failed": 1}}
    refused = await command(house, "addPeers", 400, hashes=ID, peers="nonsense")
    assert refused.body == b"No valid peers were specified"
