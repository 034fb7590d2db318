"""Categories, tags and what else an owner says of torrents. Source: sections 2.7 and 2.8 of the specification."""

from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.qbittorrent.house import QbHouse
from tests.dialects.tribler.house import Answer

METAINFO = a_metainfo(files={"dir/a.bin": 10_000, "b.bin": 20_000})
ID = METAINFO.infohash
UNKNOWN = "0" * 40


@pytest.fixture
async def house(house: QbHouse) -> QbHouse:
    await house.has(METAINFO.data)
    return house


async def command(house: QbHouse, method: str, /, expect: int = 200, prefix: str = "", **form: str) -> Answer:
    return await house.post(f"torrents/{method}", expect=expect, prefix=prefix, **form)


async def row(house: QbHouse) -> Any:
    return (await house.get("torrents/info", hashes=ID)).json()[0]


async def test_a_category_is_made_changed_and_removed_with_all_below_it(house: QbHouse) -> None:
    await command(house, "createCategory", category="tv/hd", savePath="shows", ratioLimit="2")
    found = (await house.get("torrents/categories")).json()
    assert list(found) == ["tv", "tv/hd"]
    assert (found["tv/hd"]["savePath"], found["tv/hd"]["ratio_limit"]) == ("shows", 2.0)
    assert found["tv"]["download_path"] is None

    form: dict[str, Any] = {"category": "tv/hd", "savePath": "", "downloadPathEnabled": "true", "downloadPath": "part"}
    await command(house, "editCategory", **form)
    edited = (await house.get("torrents/categories")).json()["tv/hd"]
    assert (edited["savePath"], edited["download_path"], edited["ratio_limit"]) == ("", "part", 2.0)

    await command(house, "setCategory", hashes=ID, category="tv/hd")
    assert (await row(house))["category"] == "tv/hd"
    await command(house, "removeCategories", categories="tv\nnone")
    assert (await house.get("torrents/categories")).json() == {}
    assert (await row(house))["category"] == ""


@pytest.mark.parametrize(
    ("method", "form", "status", "text"),
    [
        ("createCategory", {}, 400, b"Category cannot be empty"),
        ("createCategory", {"category": "a//b"}, 409, b"Incorrect category name"),
        ("createCategory", {"category": "known"}, 409, b"Unable to create category"),
        ("editCategory", {"category": "unknown"}, 409, b"Unable to edit category"),
        ("editCategory", {"category": "known"}, 200, b""),
        ("setCategory", {"hashes": ID, "category": "unknown"}, 409, b"Incorrect category name"),
        ("setCategory", {"hashes": ID}, 400, b"Bad Request"),
        ("addTags", {"hashes": ID}, 400, b"Bad Request"),
    ],
)
async def test_what_cannot_be_a_label_is_refused(
    house: QbHouse, method: str, form: dict[str, str], status: int, text: bytes
) -> None:
    await command(house, "createCategory", category="known")
    assert (await command(house, method, status, **form)).body == text


async def test_releases_differ_about_categories(house: QbHouse) -> None:
    assert (await command(house, "editCategory", 404, "/qb52", category="x")).body == b"Category does not exist"
    await command(house, "setCategory", prefix="/qb20", hashes=ID, category="x")
    await command(house, "createCategory", prefix="/qb20", category="x")
    assert (await row(house))["category"] == "x"


async def test_tags_come_and_go(house: QbHouse) -> None:
    await command(house, "createTags", tags=" b , a,,")
    assert (await house.get("torrents/tags")).json() == ["a", "b"]
    await command(house, "addTags", hashes=ID, tags="c,a")
    assert (await row(house))["tags"] == "a, c"
    await command(house, "removeTags", hashes=ID, tags="a")
    assert (await row(house))["tags"] == "c"
    await command(house, "setTags", hashes=ID, tags="a,b")
    assert (await row(house))["tags"] == "a, b"
    await command(house, "deleteTags", tags="a,b,x")
    assert (await house.get("torrents/tags")).json() == ["c"]
    assert (await row(house))["tags"] == ""
    await command(house, "addTags", hashes=ID, tags="z")
    await command(house, "removeTags", hashes=ID)
    assert (await row(house))["tags"] == ""


async def test_polls_tell_of_labels_once(house: QbHouse) -> None:
    first = (await house.get("sync/maindata")).json()
    await command(house, "createCategory", category="tv")
    await command(house, "createTags", tags="new")
    second = (await house.get("sync/maindata", rid=str(first["rid"]))).json()
    assert (list(second["categories"]), second["tags"]) == (["tv"], ["new"])
    await command(house, "removeCategories", categories="tv")
    third = (await house.get("sync/maindata", rid=str(second["rid"]))).json()
    assert third["categories_removed"] == ["tv"]
    assert "tags" not in third
    early = (await house.get("sync/maindata", prefix="/qb20")).json()
    assert early.get("categories", []) == []


async def test_an_add_makes_its_labels(house: QbHouse) -> None:
    magnet = f"magnet:?xt=urn:btih:{'b' * 40}"
    await command(house, "add", urls=magnet, category="films/new", tags="x,y")
    found = (await house.get("torrents/info", hashes="b" * 40)).json()[0]
    assert (found["category"], found["tags"]) == ("films/new", "x, y")
    assert list((await house.get("torrents/categories")).json()) == ["films", "films/new"]
    await command(house, "add", urls=f"magnet:?xt=urn:btih:{'c' * 40}", category="//")
    assert (await house.get("torrents/info", hashes="c" * 40)).json()[0]["category"] == ""


async def test_limits_that_are_not_mentioned_stay(house: QbHouse) -> None:
    await command(house, "setShareLimits", hashes=ID, ratioLimit="1.5", seedingTimeLimit="60")
    await command(house, "setShareLimits", hashes=ID, inactiveSeedingTimeLimit="30", shareLimitAction="Remove")
    found = await row(house)
    limits = (found["ratio_limit"], found["seeding_time_limit"], found["inactive_seeding_time_limit"])
    assert limits == (1.5, 60, 30)
    assert found["share_limit_action"] == "Remove"
    await command(house, "setShareLimits", hashes=ID, ratioLimit="-2", seedingTimeLimit="-1")
    assert (await row(house))["ratio_limit"] == -2


async def test_switches_of_a_torrent(house: QbHouse) -> None:
    await command(house, "setSuperSeeding", hashes=ID, value="true")
    await command(house, "toggleFirstLastPiecePrio", hashes=ID)
    await command(house, "setComment", hashes=ID, comment=" mine ")
    await command(house, "setAutoManagement", hashes=ID, enable="true")
    settings = house.settings_of(ID)
    assert (settings.super_seeding, settings.first_last_first) == (True, True)
    assert (settings.comment, settings.managed) == ("mine", True)
    await command(house, "toggleFirstLastPiecePrio", hashes="all")
    await command(house, "setAutoManagement", hashes=ID)
    assert not house.settings_of(ID).first_last_first
    assert not house.settings_of(ID).managed


async def test_web_seeds_are_added_changed_and_removed(house: QbHouse) -> None:
    one, two = "http://one.example/x", "ftp://two.example/y"
    await command(house, "addWebSeeds", hash=ID, urls=one)
    await command(house, "editWebSeed", hash=ID, origUrl=one, newUrl=two)
    assert (await house.get("torrents/webseeds", hash=ID)).json() == [{"url": two}]
    await command(house, "editWebSeed", 409, hash=ID, origUrl=one, newUrl=two)
    await command(house, "editWebSeed", 400, hash=ID, origUrl=two, newUrl="nonsense")
    await command(house, "addWebSeeds", 400, hash=ID, urls="udp://no.example")
    await command(house, "addWebSeeds", 404, hash=UNKNOWN, urls=one)
    await command(house, "removeWebSeeds", hash=ID, urls=two)
    assert (await house.get("torrents/webseeds", hash=ID)).json() == []
