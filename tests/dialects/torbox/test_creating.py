"""What becomes of a creation beside its answer."""

from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.torbox.house import TorBoxHouse, magnet
from tribler_core.domain.download.state import Hold

METAINFO = a_metainfo()
TRACKER = "http://tracker.example/announce"


async def notices(house: TorBoxHouse) -> list[tuple[str, str]]:
    told = await house.data("GET", "notifications/mynotifications")
    return [(notice["title"], notice["message"]) for notice in told]


async def later(house: TorBoxHouse, **fields: Any) -> None:
    sent = {"magnet": magnet(METAINFO), **fields}
    assert await house.data("POST", "torrents/asynccreatetorrent", data=sent) is None


async def test_what_is_created_later_is_stored_and_told_when_that_is_answered(house: TorBoxHouse) -> None:
    await later(house)

    assert METAINFO.infohash in house.downloads.table
    ((title, message),) = await notices(house)
    assert (title, "was added successfully" in message) == ("Download added", True)
    await later(house, add_only_if_cached="1", magnet=a_metainfo(2).infohash)
    title, message = (await notices(house))[0]
    assert (title, "cache" in message) == ("Download failed", True)


async def test_what_is_found_cached_later_is_told(house: TorBoxHouse) -> None:
    await house.add(METAINFO, who="bob")
    await house.complete(METAINFO)

    await later(house)

    assert "Found Cached" in (await notices(house))[0][1]


@pytest.mark.parametrize("who", ["ada", "bob"])
async def test_a_download_that_is_there_learns_of_the_trackers_of_a_magnet(house: TorBoxHouse, who: str) -> None:
    await house.add(METAINFO)
    await house.complete(METAINFO)

    await house.data("POST", "torrents/createtorrent", who=who, data={"magnet": f"{magnet(METAINFO)}&tr={TRACKER}"})

    assert TRACKER in {tracker.url for tracker in house.downloads.get(METAINFO.infohash).trackers}


async def test_what_an_account_likes_is_what_it_gets_when_it_does_not_say(house: TorBoxHouse) -> None:
    likes = {"allow_zipped": "false", "seed_torrents": 2}
    await house.data("PUT", "user/settings/editsettings", json=likes)

    first, second = await house.add(METAINFO), await house.add(a_metainfo(2), allow_zip="1", seed="3")

    shown = [await house.item(number) for number in (first, second)]
    assert [(item["allow_zipped"], item["long_term_seeding"]) for item in shown] == [(False, True), (True, False)]


@pytest.mark.parametrize(("likes", "hops"), [({}, 0), ({"hops": 2}, 2), ({"hops": "1"}, 1), ({"hops": 0}, 0)])
async def test_an_account_says_by_how_many_hops_its_downloads_hide(
    house: TorBoxHouse, likes: dict[str, object], hops: int
) -> None:
    await house.data("PUT", "user/settings/editsettings", json=likes)
    await house.add(METAINFO)

    settings = house.downloads.get(METAINFO.infohash).settings
    assert (settings.hops, settings.safe_seeding) == (hops, hops > 0)
    shown = (await house.data("GET", "user/me?settings=true"))["settings"]
    assert shown["hops"] == (int(likes["hops"]) if likes else None)  # type: ignore[call-overload]


async def test_what_hides_waits_in_the_queue_while_there_is_no_circuit(house: TorBoxHouse) -> None:
    await house.data("PUT", "user/settings/editsettings", json={"hops": 1})
    number = await house.add(METAINFO)

    item = await house.item(number)

    assert (item["download_state"], item["active"]) == ("queuedDL", False)
    assert house.downloads.get(METAINFO.infohash).hold is Hold.NO_CIRCUIT


@pytest.mark.parametrize("hops", [4, -1, "many"])
async def test_a_number_of_hops_that_nobody_builds_is_refused(house: TorBoxHouse, hops: object) -> None:
    status, _ = await house.refusal("PUT", "user/settings/editsettings", json={"hops": hops})

    assert status == 400
    assert (await house.data("GET", "user/me?settings=true"))["settings"]["hops"] is None
