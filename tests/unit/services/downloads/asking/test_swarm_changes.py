"""Trackers and web seeds that clients change."""

import pytest

from tests.builders import a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.errors import InvalidParameter, TrackerExists, TrackerNotFound
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource

A, B, C = "http://a/announce", "http://b/announce", "http://c/announce"


async def tracked(room: Room) -> InfoHash:
    """A download with two trackers."""
    source = TorrentSource(a_metainfo(1, trackers=[A, B]).data)
    return (await room.downloads.add(an_add(source=source))).infohash


async def test_a_tracker_gets_another_url_and_keeps_its_tier(room: Room) -> None:
    infohash = await tracked(room)

    await room.downloads.edit_tracker(infohash, B, Tracker(C, 1))

    assert room.engine.torrent(infohash).trackers == {A: 0, C: 1}
    assert room.engine.torrent(infohash).announced == [C]


async def test_a_tracker_gets_another_tier(room: Room) -> None:
    infohash = await tracked(room)

    await room.downloads.edit_tracker(infohash, B, Tracker(B, 7))

    assert room.engine.torrent(infohash).trackers == {A: 0, B: 7}


async def test_what_cannot_be_edited_is_told(room: Room) -> None:
    infohash = await tracked(room)

    with pytest.raises(TrackerNotFound):
        await room.downloads.edit_tracker(infohash, C, Tracker(A))
    with pytest.raises(TrackerExists):
        await room.downloads.edit_tracker(infohash, A, Tracker(B))
    with pytest.raises(InvalidParameter):
        await room.downloads.edit_tracker(infohash, A, Tracker("gopher://a"))


async def test_whole_tiers_come_behind_the_others(room: Room) -> None:
    infohash = await tracked(room)

    await room.downloads.add_tracker_tiers(infohash, [["http://x/1", "http://x/2"], ["http://x/3"]])

    tiers = room.engine.torrent(infohash).trackers
    assert [tiers[f"http://x/{number}"] for number in (1, 2, 3)] == [2, 2, 3]


async def test_web_seeds_come_and_go(room: Room) -> None:
    infohash = await tracked(room)

    await room.downloads.add_web_seeds(infohash, ["http://x/", "ftp://y/"])
    await room.downloads.remove_web_seeds(infohash, ["http://x/", "http://unknown/"])

    assert await room.downloads.web_seeds(infohash) == ("ftp://y/",)
    with pytest.raises(InvalidParameter):
        await room.downloads.add_web_seeds(infohash, ["udp://x"])
