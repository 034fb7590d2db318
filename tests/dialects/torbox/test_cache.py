"""What is here, and what can be known of what is not."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import a_finished_transfer, a_metainfo
from tests.dialects.torbox.conftest import OpenTorBoxHouse
from tests.dialects.torbox.house import TorBoxHouse, magnet, upload
from tribler_core.dialects.torbox.endpoints.torrents.info import InfoShape
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.torrent.infohash import InfoHash

METAINFO = a_metainfo(files={"film.mkv": 100_000, "film.srt": 2000})
OTHER = a_metainfo(2, private=True)
HASH = METAINFO.infohash


async def look(house: TorBoxHouse, who: str = "ada", **params: Any) -> Any:
    return await house.data("GET", "torrents/checkcached", who=who, params=params)


@pytest.fixture
async def full_house(house: TorBoxHouse) -> TorBoxHouse:
    """One in which bob has a complete item."""
    await house.add(METAINFO, who="bob")
    await house.complete(METAINFO)
    return house


async def test_only_what_is_complete_is_cached(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO, who="bob")
    assert await look(house, hash=HASH) == {}
    assert await look(house, hash=HASH, format="list") == []
    await house.complete(METAINFO)
    assert await look(house, hash=HASH) == {HASH: {"name": "imagined 1", "size": 102_000, "hash": HASH}}
    await house.data("POST", "torrents/controltorrent", who="bob", json={"torrent_id": number, "operation": "delete"})
    assert await look(house, hash=HASH) == {}


async def test_files_are_listed_when_asked_for(full_house: TorBoxHouse) -> None:
    found = await look(full_house, hash=HASH, list_files="True", format="list")

    assert [(file["id"], file["name"], file["size"]) for file in found[0]["files"]] == [
        (0, "imagined 1/film.mkv", 100_000),
        (1, "imagined 1/film.srt", 2000),
    ]


async def test_hashes_are_read_however_they_come(full_house: TorBoxHouse) -> None:
    other, upper = "f" * 40, HASH.upper()

    assert await look(full_house, hash=f"{other},{HASH},{HASH},nonsense") == await look(full_house, hash=HASH)
    assert set(await look(full_house, hash=upper)) == {HASH, upper}
    repeated = await full_house.data("GET", f"torrents/checkcached?hash={other}&hash={HASH}")
    assert set(repeated) == {HASH}
    body = {"hashes": [other, HASH], "format": "list", "list_files": True}
    assert len(await full_house.data("POST", "torrents/checkcached", json=body)) == 1
    assert set(await full_house.data("GET", "torrents/checkcached", json={"hashes": [HASH]})) == {HASH}
    listed = await full_house.data("GET", "torrents/checkcached", json={"hashes": [HASH], "format": "list"})
    assert [entry["hash"] for entry in listed] == [HASH]
    query: dict[str, Any] = {"params": {"format": "list"}, "json": {"hashes": [HASH]}}
    assert len(await full_house.data("POST", "torrents/checkcached", **query)) == 1
    assert set(await look(full_house, hash=",".join(["a" * 40] * 1550 + [HASH]))) == {HASH}


async def test_a_bad_question_is_refused(full_house: TorBoxHouse) -> None:
    assert await full_house.refusal("GET", "torrents/checkcached") == (400, "MISSING_REQUIRED_OPTION")
    bad: dict[str, Any] = {"params": {"hash": HASH, "format": "xml"}}
    assert await full_house.refusal("GET", "torrents/checkcached", **bad) == (400, "INVALID_OPTION")


async def test_a_private_torrent_is_cached_for_its_holders_alone(house: TorBoxHouse) -> None:
    await house.data("POST", "torrents/createtorrent", who="bob", **upload(OTHER))
    await house.complete(OTHER)

    assert await look(house, hash=OTHER.infohash) == {}
    assert set(await look(house, "bob", hash=OTHER.infohash)) == {OTHER.infohash}


async def test_a_cache_can_be_everybodys_own(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__cache_scope="account")
    await house.add(METAINFO, who="bob")
    await house.complete(METAINFO)

    assert await look(house, hash=HASH) == {}
    assert set(await look(house, "bob", hash=HASH)) == {HASH}


async def test_what_another_api_brought_in_is_cached_as_well(house: TorBoxHouse) -> None:
    await house.has(METAINFO.data)
    await house.complete(METAINFO)

    assert set(await look(house, "bob", hash=HASH)) == {HASH}
    number = await house.add(METAINFO, who="bob")
    await house.data("POST", "torrents/controltorrent", json={"all": True, "operation": "delete"})
    await house.data("POST", "torrents/controltorrent", who="bob", json={"torrent_id": number, "operation": "delete"})
    assert house.engine.deleted == []


async def test_the_operator_can_let_go_of_what_another_api_brought_in_as_well(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__delete_foreign_data="true")
    await house.has(METAINFO.data)
    await house.complete(METAINFO)

    await house.data("POST", "torrents/controltorrent", json={"all": True, "operation": "delete"})

    assert house.engine.deleted == [HASH]


@pytest.mark.parametrize(("named", "holders"), [("bob", [[], [HASH]]), ("-", [[], []]), ("", [[HASH], []])])
async def test_what_other_apis_bring_in_is_in_the_list_of_who_is_named(
    open_house: OpenTorBoxHouse, named: str, holders: list[list[str]]
) -> None:
    house = await open_house(torbox__default_account=named)
    await house.has(METAINFO.data)
    await house.complete(METAINFO)

    lists = [await house.data("GET", "torrents/mylist", who=who) for who in ("ada", "bob")]

    assert [[item["hash"] for item in listed] for listed in lists] == holders
    assert set(await look(house, "bob", hash=HASH)) == {HASH}


async def test_what_the_operator_hides_is_cached_for_its_holders_alone(house: TorBoxHouse) -> None:
    await house.has(METAINFO.data)
    row = house.downloads.get(METAINFO.infohash)
    house.downloads.table.put(
        replace(row, transfer=a_finished_transfer(), settings=replace(row.settings, hops=Hops(1)))
    )
    await house.settled()

    assert await look(house, "bob", hash=HASH) == {}
    assert set(await look(house, "ada", hash=HASH)) == {HASH}


async def test_a_torrent_is_looked_up_once_and_remembered(house: TorBoxHouse) -> None:
    house.engine.swarm[InfoHash(HASH)] = METAINFO.data

    info: Any = None
    for who in (None, "None"):
        info = await house.data("GET", "torrents/torrentinfo", who=who, params={"hash": HASH.upper(), "timeout": "2"})
        assert InfoShape().validate(info) == {}
        assert (info["name"], info["hash"], info["size"]) == ("imagined 1", HASH, 102_000)
        assert info["files"][0] == {"name": "imagined 1/film.mkv", "size": 100_000}
    posted = await house.data("POST", "torrents/torrentinfo", who=None, data={"magnet": magnet(METAINFO)})
    assert posted == info
    assert len(house.engine.lookups) == 1
    assert await house.data("GET", "torrents/mylist") == []


async def test_a_torrent_is_described_from_its_bytes(house: TorBoxHouse) -> None:
    assert (await house.data("POST", "torrents/torrentinfo", who=None, **upload(METAINFO)))["hash"] == HASH
    assert await house.refusal("POST", "torrents/torrentinfo", who=None, json={"file": "eA=="}) == (400, "BOZO_TORRENT")
    assert await house.refusal("POST", "torrents/torrentinfo", who=None) == (400, "MISSING_REQUIRED_OPTION")


async def test_what_nobody_has_is_not_found(house: TorBoxHouse) -> None:
    unknown: dict[str, Any] = {"params": {"hash": "f" * 40}, "who": None}

    assert await house.refusal("GET", "torrents/torrentinfo", **unknown) == (404, "ITEM_NOT_FOUND")
    assert await house.refusal("POST", "torrents/magnettofile", who=None, json={"magnet": "e" * 40}) == (
        404,
        "ITEM_NOT_FOUND",
    )
    assert len(house.engine.lookups) == 2
    local: dict[str, Any] = {"params": {"hash": "d" * 40, "use_cache_lookup": "true"}, "who": None}
    assert await house.refusal("GET", "torrents/torrentinfo", **local) == (404, "ITEM_NOT_FOUND")
    assert len(house.engine.lookups) == 2
    for text in ("nonsense", "http://127.0.0.1/"):
        refused = await house.refusal("GET", "torrents/torrentinfo", who=None, params={"hash": text})
        assert refused == (400, "BOZO_TORRENT")


async def test_look_ups_of_strangers_are_bounded(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__metadata_per_minute="1")
    house.engine.swarm[InfoHash(HASH)] = METAINFO.data
    asked: dict[str, Any] = {"params": {"hash": HASH}, "who": None}

    await house.data("GET", "torrents/torrentinfo", **asked)
    assert await house.refusal("GET", "torrents/torrentinfo", **asked) == (429, "RATE_LIMIT_EXCEEDED")


async def test_look_ups_can_need_a_key(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__metadata_requires_auth="true")
    house.engine.swarm[InfoHash(HASH)] = METAINFO.data

    assert await house.refusal("GET", "torrents/torrentinfo", who=None, params={"hash": HASH}) == (403, "NO_AUTH")
    assert await house.data("GET", "torrents/torrentinfo", params={"hash": HASH})


async def test_a_magnet_becomes_a_file(house: TorBoxHouse) -> None:
    house.engine.swarm[InfoHash(HASH)] = METAINFO.data

    answer = await house.torbox("POST", "torrents/magnettofile", who=None, json={"magnet": magnet(METAINFO)})

    assert answer.body == METAINFO.data
    assert answer.headers["Content-Type"] == "application/x-bittorrent"
