"""Slots, the queue, and the other limits, from both sides."""

from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.torbox.conftest import OpenTorBoxHouse
from tests.dialects.torbox.house import TorBoxHouse, magnet, upload
from tribler_core.dialects.torbox.endpoints.queue import QueuedShape
from tribler_core.domain.errors import EngineFailure
from tribler_core.domain.people.account import Plan
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.accounts.accounts import AccountPatch

FIRST, SECOND, THIRD = (a_metainfo(number) for number in (1, 2, 3))


@pytest.fixture
async def house(open_house: OpenTorBoxHouse) -> TorBoxHouse:
    """One in which ada has one slot."""
    house = await open_house()
    await house.accounts.change(1, AccountPatch(limits={"slots": 1}))
    return house


async def queue(house: TorBoxHouse, who: str = "ada") -> list[Any]:
    return list(await house.data("GET", "queued/getqueued", who=who))


async def test_a_second_item_waits_and_keeps_its_number(house: TorBoxHouse) -> None:
    await house.add(FIRST)
    created = await house.data("POST", "torrents/createtorrent", data={"magnet": magnet(SECOND)})

    assert created["queued_id"] == created["torrent_id"] == 2
    (waiting,) = await queue(house)
    assert QueuedShape().validate(waiting) == {}
    assert (waiting["id"], waiting["magnet"], waiting["position"]) == (2, magnet(SECOND), 0)
    assert [item["id"] for item in await house.data("GET", "torrents/mylist")] == [1]
    assert (await house.item(2))["download_state"] == "queuedDL"
    await house.complete(FIRST)
    assert await queue(house) == []
    assert [item["id"] for item in await house.data("GET", "torrents/mylist")] == [2, 1]
    assert (await house.item(2))["download_state"] == "metaDL"


@pytest.mark.parametrize("release", ["delete", "pause"])
async def test_a_slot_that_is_released_goes_to_who_waits_longest(house: TorBoxHouse, release: str) -> None:
    for metainfo in (FIRST, SECOND, THIRD):
        await house.add(metainfo)

    await house.data("POST", "torrents/controltorrent", json={"torrent_id": 1, "operation": release})
    await house.settled()

    assert [waiting["id"] for waiting in await queue(house)] == [3]


async def test_an_item_that_goes_on_without_a_slot_waits(house: TorBoxHouse) -> None:
    await house.add(FIRST)
    await house.data("POST", "torrents/controltorrent", json={"torrent_id": 1, "operation": "pause"})
    await house.add(SECOND)

    await house.data("POST", "torrents/controltorrent", json={"torrent_id": 1, "operation": "resume"})
    assert [waiting["id"] for waiting in await queue(house)] == [1]
    await house.complete(SECOND)
    assert await queue(house) == []
    assert (await house.item(1))["download_state"] == "metaDL"


async def test_a_failure_frees_a_slot_and_is_told(house: TorBoxHouse) -> None:
    await house.add(FIRST)
    await house.add(SECOND)

    house.engine.fail(FIRST.infohash, "disk full")
    await house.settled()

    assert (await house.item(1))["download_state"] == "error"
    assert await queue(house) == []
    titles = [notice["title"] for notice in await house.data("GET", "notifications/mynotifications")]
    assert titles == ["Download started", "Download failed"]


async def test_a_start_by_hand_needs_a_slot(house: TorBoxHouse) -> None:
    await house.add(FIRST)
    await house.add(SECOND)
    start: dict[str, Any] = {"json": {"queued_id": 2, "operation": "start"}}

    answer = await house.torbox("POST", "queued/controlqueued", **start)
    assert (answer.status, answer.json()["error"]) == (400, "ACTIVE_LIMIT")
    assert answer.json()["data"] == {"active_limit": 1, "current_active_downloads": 1}
    assert "active download limit" in answer.json()["detail"]
    await house.complete(FIRST)
    await house.data("POST", "torrents/controlqueued", json={"torrent_id": "2", "operation": "start"})
    assert await house.refusal("POST", "queued/controlqueued", json={"all": True, "operation": "start"}) == (
        400,
        "INVALID_OPTION",
    )


async def test_all_that_waits_can_be_deleted(house: TorBoxHouse) -> None:
    for metainfo in (FIRST, SECOND, THIRD):
        await house.add(metainfo)

    await house.data("POST", "queued/controlqueued", json={"all": True, "operation": "delete"})

    assert await queue(house) == []
    assert [item["id"] for item in await house.data("GET", "torrents/mylist")] == [1]
    assert await house.refusal("GET", "queued/getqueued", params={"id": "2"}) == (404, "ITEM_NOT_FOUND")
    assert await house.data("GET", "queued/getqueued", params={"type": "usenet"}) == []


async def test_who_asks_to_wait_waits_behind_the_others(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__hold_as_queued="true")

    await house.add(FIRST, as_queued="1")
    await house.settled()
    assert [waiting["id"] for waiting in await queue(house)] == [1]
    await house.data("POST", "queued/controlqueued", json={"id": 1, "operation": "start"})
    assert await queue(house) == []


async def test_who_chose_to_wait_starts_after_those_who_have_to(house: TorBoxHouse) -> None:
    await house.add(FIRST)
    chosen = await house.add(SECOND, as_queued="1")
    after = await house.add(THIRD)
    assert [waiting["id"] for waiting in await queue(house)] == [after, chosen]

    await house.complete(FIRST)

    assert [waiting["id"] for waiting in await queue(house)] == [chosen]
    house.bearers["eve"] = await house.account("eve", Plan.FREE)
    await house.add(FIRST, who="eve", as_queued="1")
    await house.add(a_metainfo(9), who="eve", as_queued="1")
    assert await queue(house, "eve") == [], "on the plan without a choice it starts"


async def test_what_waits_and_is_completed_for_another_needs_no_slot_any_more(house: TorBoxHouse) -> None:
    await house.add(FIRST)
    waiting = await house.add(SECOND)
    await house.add(SECOND, who="bob")

    await house.complete(SECOND)

    assert await queue(house) == []
    assert (await house.item(waiting))["download_state"] == "cached"
    assert house.library.desk.active(1) == 1


async def test_what_is_completed_before_it_is_started_takes_no_slot(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__cache_scope="account")
    await house.accounts.change(1, AccountPatch(limits={"slots": 1}))
    await house.add(SECOND, who="bob")
    await house.complete(SECOND)
    await house.add(FIRST)
    waiting = await house.add(SECOND)
    assert [each["id"] for each in await queue(house)] == [waiting], "what bob has is not ada's to know of"

    await house.complete(FIRST)

    assert (await house.item(waiting))["download_finished"] is True
    assert house.library.desk.active(1) == 0


async def test_what_could_not_be_started_is_not_counted(house: TorBoxHouse) -> None:
    house.bearers["eve"] = await house.account("eve", Plan.FREE)
    house.engine.refusals[InfoHash(FIRST.infohash)] = EngineFailure("no")
    wanted: dict[str, Any] = {"data": {"magnet": magnet(FIRST)}, "who": "eve"}

    assert await house.refusal("POST", "torrents/createtorrent", **wanted) == (500, "DOWNLOAD_SERVER_ERROR")

    me = await house.data("GET", "user/me", who="eve")
    assert (me["total_downloaded"], me["cooldown_until"]) == (0, me["created_at"])
    assert house.account_store.accounts[me["id"]].adds == 0
    del house.engine.refusals[InfoHash(FIRST.infohash)]
    await house.add(FIRST, who="eve")
    assert house.account_store.accounts[me["id"]].adds == 1


async def test_without_a_queue_there_is_a_limit(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__queueing="false")
    house.bearers["eve"] = await house.account("eve", slots=1)
    await house.add(FIRST, who="eve")

    wanted: dict[str, Any] = {"data": {"magnet": magnet(SECOND)}, "who": "eve"}
    assert await house.refusal("POST", "torrents/createtorrent", **wanted) == (400, "ACTIVE_LIMIT")
    assert len(await house.data("GET", "torrents/mylist", who="eve")) == 1


async def test_a_month_and_a_cooldown_end(house: TorBoxHouse) -> None:
    house.bearers["eve"] = await house.account("eve", Plan.FREE, monthly_adds=2, cooldown=100, slots=9)
    wanted: list[dict[str, Any]] = [
        {"data": {"magnet": magnet(a_metainfo(number))}, "who": "eve"} for number in (4, 5, 6)
    ]

    await house.data("POST", "torrents/createtorrent", **wanted[0])
    answer = await house.torbox("POST", "torrents/createtorrent", **wanted[1])
    assert (answer.status, answer.json()["error"]) == (400, "COOLDOWN_LIMIT")
    assert answer.json()["data"].keys() == {"cooldown_until", "current_time"}
    house.clock.advance(101)
    await house.data("POST", "torrents/createtorrent", **wanted[1])
    house.clock.advance(101)
    answer = await house.torbox("POST", "torrents/createtorrent", **wanted[2])
    assert (answer.json()["error"], answer.json()["data"]) == (
        "MONTHLY_LIMIT",
        {"monthly_limit": 2, "current_downloads": 2},
    )
    house.clock.advance(32 * 86400)
    await house.data("POST", "torrents/createtorrent", **wanted[2])


async def test_cached_items_count_against_nothing(house: TorBoxHouse) -> None:
    await house.add(SECOND, who="bob")
    await house.complete(SECOND)
    house.bearers["eve"] = await house.account("eve", Plan.FREE, monthly_adds=0, slots=0)

    number = await house.add(SECOND, who="eve")

    assert (await house.item(number, "eve"))["download_state"] == "cached"


async def test_what_is_too_large_is_refused_at_once_or_when_it_is_known(house: TorBoxHouse) -> None:
    await house.accounts.change(1, AccountPatch(limits={"item_size": 1000}))

    assert await house.refusal("POST", "torrents/createtorrent", **upload(FIRST)) == (
        400,
        "DOWNLOAD_TOO_LARGE",
    )
    number = await house.add(SECOND)
    house.engine.deliver_metadata(SECOND.infohash, SECOND)
    await house.settled()
    assert (await house.item(number))["download_state"] == "error"
    assert len(house.downloads.table) == 0
    assert house.engine.deleted == [SECOND.infohash]


async def test_a_full_disk_refuses_what_does_not_fit(house: TorBoxHouse) -> None:
    house.free_space = 10

    refused = await house.refusal("POST", "torrents/createtorrent", **upload(FIRST))

    assert refused == (503, "NO_SERVERS_AVAILABLE_ERROR")
    assert await house.data("GET", "torrents/mylist") == []


async def test_items_expire(house: TorBoxHouse) -> None:
    await house.accounts.change(1, AccountPatch(limits={"retention": 3600}))
    number = await house.add(FIRST)
    assert (await house.item(number))["expires_at"] == "2023-11-14T23:13:20Z"

    house.clock.advance(3600)
    await house.library._parts.upkeep.look()

    assert await house.data("GET", "torrents/mylist") == []
    assert len(house.downloads.table) == 0


async def test_seeding_slots_are_for_the_first_who_finish(house: TorBoxHouse) -> None:
    await house.accounts.change(1, AccountPatch(limits={"seeding_slots": 1, "slots": None}))
    for metainfo in (FIRST, SECOND):
        await house.add(metainfo, seed="2")
        await house.complete(metainfo)

    assert [item["seed_torrent"] for item in await house.data("GET", "torrents/mylist")] == [False, True]


async def test_data_is_kept_for_whoever_wants_it_next(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__cache_retention="1000")
    number = await house.add(FIRST)
    await house.complete(FIRST)
    await house.data("POST", "torrents/controltorrent", json={"torrent_id": number, "operation": "delete"})
    cached: dict[str, Any] = {"params": {"hash": FIRST.infohash}}

    assert await house.data("GET", "torrents/mylist") == []
    assert FIRST.infohash in await house.data("GET", "torrents/checkcached", **cached)
    again = await house.add(FIRST, who="bob")
    assert (await house.item(again, "bob"))["download_state"] == "cached"
    await house.data("POST", "torrents/controltorrent", who="bob", json={"all": True, "operation": "delete"})
    house.clock.advance(1001)
    await house.library._parts.upkeep.look()
    assert await house.data("GET", "torrents/checkcached", **cached) == {}
    assert house.engine.deleted == [FIRST.infohash]


async def test_what_nobody_wanted_for_longest_goes_first_when_it_is_too_much(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__cache_retention="1000000", torbox__cache_max_bytes=str(2 * FIRST.size))
    for metainfo in (FIRST, SECOND, THIRD):
        await house.add(metainfo)
        await house.complete(metainfo)
        await house.data("POST", "torrents/controltorrent", json={"all": True, "operation": "delete"})
        house.clock.advance(10)

    await house.library._parts.upkeep.look()

    assert house.engine.deleted == [FIRST.infohash]
    hashes = ",".join(metainfo.infohash for metainfo in (FIRST, SECOND, THIRD))
    found = await house.data("GET", "torrents/checkcached", params={"hash": hashes})
    assert set(found) == {SECOND.infohash, THIRD.infohash}
