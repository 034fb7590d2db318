"""What is told of a torrent as a whole: its words, where its files are, who has it, when it is announced."""

from pathlib import Path

import libtorrent as lt
import pytest

from tests.engine.house import LOCAL, House
from tests.swarm import Seeder, Tracker, make_torrent
from tribler_core.domain.download.settings import Certificate
from tribler_core.domain.download.snapshot import Content
from tribler_core.domain.download.state import Activity
from tribler_core.domain.events import TrackersChanged
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.swarm.tracker import TrackerState
from tribler_core.engine.engine import EngineOptions
from tribler_core.engine.metainfo.bencode import decode, encode
from tribler_core.engine.views.peers import mask_of
from tribler_core.foundation.units import Seconds

SLOW = 30_000
"""Bytes/s: it takes most of a minute, and the tests look at its beginning."""


def saying(torrent: bytes) -> bytes:
    return encode({**decode(torrent), b"comment": b"said", b"created by": b"somebody"})


async def told(house: House, torrent: bytes) -> Content:
    """What the engine says of a torrent that waits."""
    infohash = await house.add(torrent, user_stopped=True)
    content = (await house.until(infohash, lambda transfer: transfer.content is not None)).content
    assert content is not None
    return content


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
async def test_a_torrent_tells_its_folder_and_its_words(house: House, version: str) -> None:
    content = await told(house, saying(house.torrent(version=version)))

    assert (content.root, content.several) == ("stuff", True)
    assert (content.comment, content.creator) == ("said", "somebody")


async def test_a_torrent_of_one_file_tells_the_file(house: House) -> None:
    content = await told(house, make_torrent(house.content() / "a.bin"))

    assert (content.root, content.several) == ("a.bin", False)


async def test_the_folder_is_told_anew_when_its_files_are_renamed(house: House) -> None:
    infohash = await house.add(house.torrent(), user_stopped=True)
    for index, file in enumerate(house.engine.inspection.files(infohash)):
        await house.engine.torrents.rename_file(infohash, index, file.path.replace("stuff/", "other/"))

    named = await house.until(infohash, lambda transfer: transfer.content and transfer.content.root == "other")

    assert named.content is not None
    assert named.content.several


async def test_what_is_fetched_and_who_has_what_is_missing_is_told(house: House) -> None:
    torrent = house.torrent()
    with Seeder(ignore_limits_on_local_network=False) as seeder:
        seeder.share(torrent, house.source, upload_limit=SLOW)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until(infohash, lambda transfer: transfer.done > 0 and transfer.seen_complete is not None)
        fetching = await house.engine.inspection.fetching(infohash)
        [peer] = await house.engine.inspection.peers(infohash)
        known = house.transfer(infohash)

    assert fetching
    assert peer.relevance == 1.0
    assert 1.0 <= known.availability < 2.0


def test_pieces_of_two_are_compared_at_once() -> None:
    assert (mask_of([True, False, True]) & mask_of([True, True, False])).bit_count() == 1


async def test_the_next_announce_is_a_moment_that_stays(house: House) -> None:
    with Tracker(interval=1800) as tracker:
        infohash = await house.add(house.torrent(trackers=[tracker.announce_url]))
        announced = await house.until(infohash, lambda transfer: transfer.next_announce is not None)

    assert announced.next_announce is not None
    assert 0 < announced.announce_wait <= 1800


@pytest.mark.parametrize(
    ("failure", "state"), [("", TrackerState.WORKING), ("no way", TrackerState.ERROR)], ids=["works", "refuses"]
)
async def test_each_listen_socket_tells_what_trackers_said_to_it(
    house: House, failure: str, state: TrackerState
) -> None:
    with Tracker(failure=failure, interval=1800) as tracker:
        url = tracker.announce_url
        infohash = await house.add(house.torrent(trackers=[url]))
        await house.ears.hear(TrackersChanged, lambda event: event.trackers[0].state is state)
        [endpoint] = (await house.engine.inspection.tracker_endpoints(infohash))[url]

    assert (endpoint.version, endpoint.state, endpoint.message) == (1, state, failure)
    assert endpoint.next_announce is not None
    assert endpoint.name.startswith("127.0.0.1:")


async def test_what_is_done_to_trackers_and_wishes_is_told_at_once(house: House) -> None:
    infohash = await house.add(house.torrent(), user_stopped=True)
    before = await house.engine.inspection.file_progress(infohash)

    house.engine.swarm.add_trackers(infohash, [("http://127.0.0.1:1/announce", 0)])
    house.engine.torrents.apply(infohash, EngineChange(file_priorities=(0, 7, 4, 4)))

    assert [tracker.url for tracker in house.ears.heard(TrackersChanged)[-1].trackers] == [
        "http://127.0.0.1:1/announce"
    ]
    assert {file.priority for file in before} == {4}
    assert [file.priority for file in await house.engine.inspection.file_progress(infohash)] == [0, 7, 4, 4]


async def test_the_first_word_on_a_torrent_that_was_added_waits_for_no_tick(tmp_path: Path) -> None:
    house = House(LOCAL, tmp_path, EngineOptions(tick=Seconds(600.0)))
    await house.start()
    try:
        infohash = await house.add(house.torrent(), user_stopped=True)

        await house.until(infohash, lambda transfer: transfer.activity is Activity.DOWNLOADING)
    finally:
        await house.stop()


async def test_peers_of_a_torrent_that_demands_certificates_are_shown_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = decode(house.torrent())
    plain, demanding = encode(outer), encode({**outer, b"info": {**outer[b"info"], b"ssl-cert": b"authority"}})
    shown: list[tuple[str, ...]] = []

    def show(_: object, *parts: str) -> None:
        shown.append(parts)

    monkeypatch.setattr(lt.torrent_handle, "set_ssl_certificate_buffer", show)
    await house.add(plain, user_stopped=True, certificate=Certificate("one", "key", "dh"))
    infohash = await house.add(demanding, user_stopped=True, certificate=Certificate("two", "key", "dh"))
    house.engine.torrents.apply(infohash, EngineChange(certificate=Certificate("three", "key", "dh")))

    assert shown == [("two", "key", "dh"), ("three", "key", "dh")]
