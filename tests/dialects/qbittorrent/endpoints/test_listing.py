"""Lists of torrents: filtered, sorted, cut, named by any id."""

from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.qbittorrent.house import QbHouse
from tribler_core.domain.torrent.infohash import InfoHash

HYBRID = a_metainfo(3, version="hybrid")


async def some_torrents(house: QbHouse) -> dict[str, str]:
    """Three torrents; their ids by name."""
    await house.has(a_metainfo(1, files={"a": 3000}).data, name="one", stopped=True)
    await house.has(a_metainfo(2, files={"b": 1000}, private=True).data, name="Two")
    await house.has(HYBRID.data, name="three")
    return {row["name"]: row["hash"] for row in await info(house)}


async def info(house: QbHouse, **query: Any) -> Any:
    return (await house.get("torrents/info", **query)).json()


async def names(house: QbHouse, **query: str) -> list[str]:
    return [row["name"] for row in await info(house, **query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["one", "Two", "three"]),
        ({"filter": "stopped"}, ["one"]),
        ({"filter": "paused"}, ["one"]),
        ({"filter": "resumed"}, ["Two", "three"]),
        ({"filter": "nonsense"}, ["one", "Two", "three"]),
        ({"category": ""}, ["one", "Two", "three"]),
        ({"category": "films"}, []),
        ({"tag": ""}, ["one", "Two", "three"]),
        ({"tag": "x"}, []),
        ({"private": "true"}, ["Two"]),
        ({"private": "False"}, ["one", "three"]),
        ({"private": "maybe"}, ["one", "Two", "three"]),
        ({"sort": "name"}, ["Two", "one", "three"]),
        ({"sort": "size"}, ["Two", "one", "three"]),
        ({"sort": "size", "reverse": "true"}, ["three", "one", "Two"]),
        ({"reverse": "1"}, ["three", "Two", "one"]),
        ({"limit": "2"}, ["one", "Two"]),
        ({"limit": "-1"}, ["one", "Two", "three"]),
        ({"limit": "much"}, ["one", "Two", "three"]),
        ({"offset": "1"}, ["Two", "three"]),
        ({"offset": "-1"}, ["three"]),
        ({"offset": "-9"}, ["one", "Two", "three"]),
        ({"offset": "9"}, []),
        ({"offset": "1", "limit": "1"}, ["Two"]),
        ({"hashes": ""}, []),
        ({"hashes": "all"}, ["one", "Two", "three"]),
    ],
)
async def test_torrents_are_chosen(house: QbHouse, query: dict[str, Any], expected: list[str]) -> None:
    await some_torrents(house)

    assert await names(house, **query) == expected
    posted = (await house.post("torrents/info", **query)).json()
    assert [row["name"] for row in posted] == expected


async def test_an_unknown_key_sorts_nothing(house: QbHouse) -> None:
    assert await info(house, sort="nonsense") == []
    await some_torrents(house)

    assert (await house.get("torrents/info", expect=400, sort="nonsense")).body == b"'sort' parameter is invalid"
    headers = {"Cookie": house.cookie}
    head = await house.call("HEAD", "/api/v2/torrents/info", key="", headers=headers, params={"sort": "nonsense"})
    assert head.status == 400


async def test_a_hybrid_answers_to_all_its_names(house: QbHouse) -> None:
    ids = await some_torrents(house)
    v1, v2 = str(HYBRID.infohashes.v1), str(HYBRID.infohashes.v2)

    assert ids["three"] == v2[:40]
    for name in (v1, v2, v2[:40], v1.upper(), v2[:40].upper()):
        assert await names(house, hashes=name) == ["three"]
        assert (await house.get("torrents/properties", hash=name)).json()["name"] == "three"
    assert await names(house, hashes=f"{v1}|{v2}|{'0' * 40}|nonsense|{ids['one']}") == ["three", "one"]


async def test_more_is_told_on_request(house: QbHouse) -> None:
    await house.has(a_metainfo(files={"a": 10}, trackers=["http://a/b"]).data)

    (row,) = await info(house, includeTrackers="true", includeFiles="true")
    assert [tracker["url"] for tracker in row["trackers"]] == ["http://a/b"]
    assert [file["name"] for file in row["files"]] == ["imagined 1/a"]
    assert "is_seed" not in row["files"][0]
    (plain,) = await info(house)
    assert row.keys() - plain.keys() == {"trackers", "files"}


async def test_an_unchanged_list_costs_nothing(house: QbHouse) -> None:
    await some_torrents(house)
    first = await house.get("torrents/info")
    headers = {"Cookie": house.cookie, "If-None-Match": first.headers["ETag"]}

    assert (await house.call("GET", "/api/v2/torrents/info", key="", headers=headers)).status == 304


METHODS = ["properties", "files", "trackers", "webseeds", "pieceStates", "pieceHashes", "pieceAvailability", "export"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("verb", ["get", "post"])
async def test_an_unknown_torrent_is_not_found(house: QbHouse, method: str, verb: str) -> None:
    ask = house.get if verb == "get" else house.post
    for query in ({"hash": "0" * 40}, {"hash": "nonsense"}, {}):
        assert (await ask(f"torrents/{method}", expect=404, **query)).body == b"Not Found"


@pytest.mark.parametrize("method", METHODS)
async def test_a_magnet_has_little_to_tell(house: QbHouse, method: str) -> None:
    infohash = "b" * 40
    await house.post("torrents/add", urls=f"magnet:?xt=urn:btih:{infohash}")

    await house.get(f"torrents/{method}", hash=infohash, expect=409 if method == "export" else 200)


async def test_files_are_chosen_by_index(house: QbHouse) -> None:
    metainfo = a_metainfo(files={"a": 10, "b": 20})
    await house.has(metainfo.data)

    async def files(indexes: str, expect: int = 200) -> Any:
        return await house.get("torrents/files", hash=metainfo.infohash, indexes=indexes, expect=expect)

    assert [file["index"] for file in (await files("1")).json()] == [1]
    assert (await files("x", 409)).body == b'"x" is not a valid file index.'
    assert (await files("2", 409)).body == b"Index 2 is out of bounds."


async def test_limits_are_told_under_the_id_that_was_given(house: QbHouse) -> None:
    ids = await some_torrents(house)
    await house.post("torrents/setDownloadLimit", hashes=ids["one"], limit="5000")
    unknown = "0" * 40

    told = (await house.post("torrents/downloadLimit", hashes=f"{ids['one'].upper()}|{unknown}")).json()
    assert told == {ids["one"].upper(): 5000, unknown: -1}
    assert (await house.get("torrents/uploadLimit", hashes="all")).json() == dict.fromkeys(ids.values(), 0)


async def test_pieces_are_missing_being_fetched_or_there(house: QbHouse) -> None:
    infohash = InfoHash(await house.has(a_metainfo(1).data))
    house.engine.finish_piece(infohash, 0)
    house.engine.torrent(infohash).fetching = (0, 2)

    states = (await house.get("torrents/pieceStates", hash=infohash)).json()

    assert states[:4] == [2, 0, 1, 0]
