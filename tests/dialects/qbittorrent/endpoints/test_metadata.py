"""Torrents are shown before they are added. Source: section 2.7 of the specification."""

import pytest
from aiohttp import FormData

from tests.builders import a_metainfo
from tests.dialects.qbittorrent.house import API, QbHouse
from tests.dialects.tribler.house import Answer
from tribler_core.dialects.qbittorrent.endpoints.torrents import metadata
from tribler_core.foundation.units import Seconds

METAINFO = a_metainfo(files={"dir/a.bin": 10_000, "b.bin": 20_000}, trackers=["http://one.example/announce"])
MAGNET = f"magnet:?xt=urn:btih:{'b' * 40}"


async def parse(house: QbHouse, *uploads: bytes) -> Answer:
    form = FormData()
    for upload in uploads:
        form.add_field("torrents", upload, filename="x.torrent")
    return await house.call(
        "POST", f"{API}/torrents/parseMetadata", key="", headers={"Cookie": house.cookie}, data=form
    )


async def test_uploads_are_read_in_their_order(house: QbHouse) -> None:
    other = a_metainfo(2)
    first, second = (await parse(house, METAINFO.data, other.data)).json()
    assert (first["infohash_v1"], first["hash"]) == (METAINFO.infohash, METAINFO.infohash)
    assert first["info"]["length"] == 30_000
    assert [file["length"] for file in first["info"]["files"]] == [10_000, 20_000]
    assert first["trackers"] == [{"url": "http://one.example/announce", "tier": 0}]
    assert second["hash"] == other.infohash
    assert (await parse(house, METAINFO.data, b"nonsense")).status == 415
    assert (await house.get("torrents/info")).json() == []


async def test_a_magnet_is_looked_up_while_the_client_asks_again(
    house: QbHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "WAIT", Seconds(0.01))
    answer = await house.post("torrents/fetchMetadata", expect=202, source=MAGNET)
    assert answer.json() == {"infohash_v1": "b" * 40, "infohash_v2": "", "hash": "b" * 40}
    await house.post("torrents/saveMetadata", expect=409, source=MAGNET)


async def test_what_is_known_is_told_and_saved_at_once(house: QbHouse) -> None:
    await parse(house, METAINFO.data)
    told = await house.post("torrents/fetchMetadata", source=METAINFO.infohash)
    assert told.json()["hash"] == METAINFO.infohash
    assert (await house.post("torrents/saveMetadata", source=METAINFO.infohash)).body == METAINFO.data


async def test_what_names_no_torrent_is_refused(house: QbHouse) -> None:
    await house.post("torrents/fetchMetadata", expect=400)
    await house.post("torrents/fetchMetadata", expect=400, source="nonsense")
    await house.post("torrents/parseMetadata", expect=400)
