"""A key of one account never sees, changes or learns of what another has: every method is tried."""

import json
from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.torbox.house import API, TorBoxHouse, upload
from tribler_core.services.accounts.accounts import AccountPatch

DONE, WAITING, PRIVATE = a_metainfo(1), a_metainfo(2), a_metainfo(3, private=True)
BY_NUMBER: list[tuple[str, str, dict[str, Any]]] = [
    *(
        ("POST", "torrents/controltorrent", {"json": {"torrent_id": "{id}", "operation": operation}})
        for operation in ("reannounce", "delete", "resume", "pause", "stop_seeding", "recheck")
    ),
    ("DELETE", "torrents/controltorrent/{id}", {}),
    ("PUT", "torrents/edittorrent", {"json": {"torrent_id": "{id}", "name": "mine"}}),
    ("GET", "torrents/mylist", {"params": {"id": "{id}"}}),
    ("GET", "torrents/requestdl", {"params": {"torrent_id": "{id}"}}),
    ("GET", "torrents/requestdl", {"params": {"torrent_id": "{id}", "zip_link": "1"}}),
    ("GET", "torrents/requestdl", {"params": {"torrent_id": "{id}", "torrent_file": "1"}}),
    ("GET", "torrents/requestdl", {"params": {"torrent_id": "{id}", "redirect": "1"}}),
    ("GET", "torrents/exportdata", {"params": {"torrent_id": "{id}", "type": "magnet"}}),
    ("GET", "torrents/exportdata", {"params": {"torrent_id": "{id}", "type": "file"}}),
    ("GET", "queued/getqueued", {"params": {"id": "{id}"}}),
    ("GET", "torrents/getqueued", {"params": {"id": "{id}"}}),
    *(
        ("POST", path, {"json": {"queued_id": "{id}", "operation": operation}})
        for path in ("queued/controlqueued", "torrents/controlqueued")
        for operation in ("start", "delete")
    ),
    ("POST", "notifications/clear/{id}", {}),
]
ALL: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "torrents/createtorrent", {"data": {"magnet": a_metainfo(7).infohash}}),
    ("POST", "torrents/createtorrent", upload(a_metainfo(8))),
    ("POST", "torrents/asynccreatetorrent", {"data": {"magnet": a_metainfo(9).infohash}}),
    *(
        ("POST", "torrents/controltorrent", {"json": {"all": True, "operation": operation}})
        for operation in ("pause", "resume", "recheck", "reannounce", "stop_seeding", "delete")
    ),
    ("POST", "queued/controlqueued", {"json": {"all": True, "operation": "delete"}}),
    ("POST", "torrents/controlqueued", {"json": {"all": True, "operation": "delete"}}),
    ("POST", "notifications/test", {}),
    ("POST", "notifications/clear", {}),
    ("PUT", "user/settings/editsettings", {"json": {"seed_torrents": 3, "nonsense": 1}}),
    ("GET", "user/me", {}),
    ("GET", "stats", {}),
    ("GET", "notifications/rss", {}),
    ("GET", "torrents/checkcached", {"params": {"hash": PRIVATE.infohash}}),
    ("POST", "torrents/checkcached", {"json": {"hashes": [PRIVATE.infohash], "list_files": True}}),
    ("GET", "torrents/torrentinfo", {"params": {"hash": PRIVATE.infohash}}),
    ("POST", "torrents/torrentinfo", {"json": {"magnet": PRIVATE.infohash}}),
    ("POST", "torrents/torrentinfo", upload(PRIVATE)),
    ("POST", "torrents/magnettofile", {"json": {"magnet": PRIVATE.infohash}}),
]
"""What names no item: it may be done by anybody, to what is theirs."""
ELSEWHERE = ("usenet/", "webdl/", "rss/", "integration/", "stream/")
"""Services that are not there."""
LISTS = ["torrents/mylist", "queued/getqueued", "torrents/getqueued", "notifications/mynotifications"]


@pytest.fixture
async def house(house: TorBoxHouse) -> TorBoxHouse:
    """One in which ada has an item of every kind and a notification, and bob has nothing."""
    await house.accounts.change(1, AccountPatch(limits={"slots": 1}))
    for metainfo in (DONE, PRIVATE):
        await house.data("POST", "torrents/createtorrent", **upload(metainfo))
        await house.complete(metainfo)
    await house.add(a_metainfo(4))
    await house.add(WAITING)
    return house


async def told(house: TorBoxHouse, who: str) -> list[Any]:
    """Everything that an account can list."""
    return [await house.data("GET", method, who=who) for method in LISTS]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_every_method_is_blind_for_what_is_another_accounts(house: TorBoxHouse, number: int) -> None:
    before, rows = await told(house, "ada"), len(house.downloads.table)

    for verb, method, sent in BY_NUMBER:
        filled = json.loads(json.dumps(sent).replace("{id}", str(number)))
        unknown = json.loads(json.dumps(sent).replace("{id}", "777777"))
        refused = await house.torbox(verb, method.format(id=number), who="bob", **filled)
        nothing = await house.torbox(verb, method.format(id=777777), who="bob", **unknown)
        assert refused.status == 404, (method, sent, refused.body)
        assert (refused.status, refused.body) == (nothing.status, nothing.body), "a stranger's item can be told apart"

    assert await told(house, "ada") == before
    assert len(house.downloads.table) == rows


async def test_what_anybody_may_do_is_done_to_what_is_their_own(house: TorBoxHouse) -> None:
    before, settings = await told(house, "ada"), {"params": {"settings": "true"}}
    me = await house.data("GET", "user/me", **settings)

    for verb, method, sent in ALL:
        answer = await house.torbox(verb, method, who="bob", **sent)
        assert answer.status in (200, 404), (method, sent, answer.body)
        for secret in (me["auth_id"], me["email"]):
            assert secret.encode() not in answer.body, (method, answer.body)
        assert b'"seeds":1' not in answer.body
        await house.settled()

    assert await told(house, "ada") == before
    assert await house.data("GET", "user/me", **settings) == me


@pytest.mark.parametrize("operation", ["pause", "resume", "stop_seeding", "delete"])
async def test_who_shares_a_torrent_changes_nothing_of_anothers_item(house: TorBoxHouse, operation: str) -> None:
    before = await told(house, "ada")
    number = await house.add(DONE, who="bob")

    control = {"torrent_id": number, "operation": operation}
    await house.data("POST", "torrents/controltorrent", who="bob", json=control)
    await house.settled()

    assert await told(house, "ada") == before
    assert house.engine.deleted == []


def test_every_method_is_tried(house: TorBoxHouse) -> None:
    tried = {(verb, f"{API}/{method}") for verb, method, _ in [*BY_NUMBER, *ALL]}
    tried |= {("GET", f"{API}/{method}") for method in LISTS}
    links = {("GET", "/dl/{link}/{name}"), ("GET", "/dl/{link}")}  # tests of links forge them

    routes = {
        (verb, path) for verb, path in house.routes() if not path.startswith(tuple(f"{API}/{s}" for s in ELSEWHERE))
    }

    assert routes == tried | links


async def test_lists_of_another_are_empty(house: TorBoxHouse) -> None:
    assert await told(house, "bob") == [[], [], [], []]
    feed = await house.torbox("GET", "notifications/rss", who=None, params={"token": house.bearers["bob"]})
    assert b"<item>" not in feed.body
    mine = await house.torbox("GET", "notifications/rss", who=None, params={"token": house.bearers["ada"]})
    assert mine.body.count(b"<item>") == 2


async def test_private_torrents_are_nobody_elses_to_know_of(house: TorBoxHouse) -> None:
    params = {"hash": PRIVATE.infohash}

    assert await house.data("GET", "torrents/checkcached", who="bob", params=params) == {}
    assert await house.refusal("GET", "torrents/torrentinfo", who=None, params=params) == (404, "ITEM_NOT_FOUND")
    house.engine.change(PRIVATE.infohash, seeds_connected=5, peers_connected=7)
    described = await house.data("POST", "torrents/torrentinfo", who=None, **upload(PRIVATE))
    assert (described["seeds"], described["peers"]) == (0, 0)


async def test_an_account_shows_its_own_figures(house: TorBoxHouse) -> None:
    ada, bob = [await house.data("GET", "user/me", who=who, params={"settings": "true"}) for who in ("ada", "bob")]

    assert (ada["id"], ada["total_downloaded"], bob["id"], bob["total_downloaded"]) == (1, 4, 2, 0)
    assert ada["auth_id"] != bob["auth_id"]
    await house.data("PUT", "user/settings/editsettings", who="bob", json={"seed_torrents": 3, "nonsense": 1})
    assert (await house.data("GET", "user/me", params={"settings": "1"}))["settings"]["seed_torrents"] == 1
    assert (await house.data("GET", "user/me", who="bob", params={"settings": "1"}))["settings"]["seed_torrents"] == 3


async def test_links_of_one_cannot_be_made_by_another(house: TorBoxHouse) -> None:
    url = await house.data("GET", "torrents/requestdl", params={"torrent_id": "1"})
    path = url.removeprefix(house.url)

    assert (await house.call("GET", path, key="")).status == 200
    assert (
        await house.call("GET", f"{API}/torrents/requestdl?torrent_id=1&token={house.bearers['bob']}", key="")
    ).status == 404
