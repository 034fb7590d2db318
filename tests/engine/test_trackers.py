"""Trackers: asked, answered, refused, changed."""

import pytest

from tests.engine.house import House
from tests.swarm import Tracker, until
from tribler_core.domain.events import TrackersChanged
from tribler_core.domain.swarm.tracker import Tracker as Told
from tribler_core.domain.swarm.tracker import TrackerState
from tribler_core.domain.torrent.infohash import InfoHash

NOBODY = "http://127.0.0.1:1/announce"


async def told(house: House, infohash: InfoHash, state: TrackerState) -> Told:
    """The first tracker, when it is in a state."""
    event = await house.ears.hear(
        TrackersChanged,
        lambda event: event.infohash == infohash and event.trackers[0].state is state,
    )
    return event.trackers[0]


async def test_trackers_are_known_before_anybody_was_asked(house: House) -> None:
    infohash = await house.add(house.torrent(trackers=["http://a/announce", "http://b/announce"]), user_stopped=True)

    [event] = house.ears.heard(TrackersChanged)
    assert event == TrackersChanged(infohash, (Told("http://a/announce", 0), Told("http://b/announce", 1)))


async def test_a_tracker_that_refuses_says_why(house: House) -> None:
    with Tracker(failure="go away") as tracker:
        infohash = await house.add(house.torrent(trackers=[tracker.announce_url]))
        heard = await told(house, infohash, TrackerState.ERROR)

    assert heard.message == "go away"


async def test_a_tracker_that_warns_is_heard(house: House) -> None:
    with Tracker(warning="be careful") as tracker:
        infohash = await house.add(house.torrent(trackers=[tracker.announce_url]))
        heard = await told(house, infohash, TrackerState.WARNING)

    assert heard.message == "be careful"


async def test_a_web_page_that_is_no_tracker_is_an_http_error(house: House) -> None:
    with Tracker(status=403) as tracker:
        infohash = await house.add(house.torrent(trackers=[tracker.announce_url]))
        heard = await told(house, infohash, TrackerState.HTTP_ERROR)

    assert heard.http_status == 403


async def test_a_tracker_that_is_not_there_is_an_error(house: House) -> None:
    infohash = await house.add(house.torrent(trackers=[NOBODY]))

    heard = await told(house, infohash, TrackerState.ERROR)

    assert "refused" in heard.message


async def test_trackers_can_be_added_removed_and_replaced(house: House) -> None:
    infohash = await house.add(house.torrent(trackers=[NOBODY]), user_stopped=True)
    swarm = house.engine.swarm

    swarm.add_trackers(infohash, [("http://new/announce", 0), (NOBODY, 5)])
    await house.ears.hear(TrackersChanged, lambda event: len(event.trackers) == 2)
    swarm.remove_trackers(infohash, [NOBODY, "http://never/there"])
    await house.ears.hear(TrackersChanged, lambda event: event.trackers == (Told("http://new/announce", 0),))
    swarm.replace_trackers(infohash, [("http://b/announce", 1), ("http://a/announce", 0)])
    await house.ears.hear(TrackersChanged, lambda event: [tracker.tier for tracker in event.trackers] == [0, 1])

    exported = await house.engine.inspection.export(infohash)
    assert b"8:announce17:http://a/announce" in exported
    assert b"http://new" not in exported


@pytest.mark.parametrize("one", [True, False])
async def test_an_announce_can_be_forced(house: House, one: bool) -> None:
    with Tracker() as first, Tracker() as second:
        infohash = await house.add(house.torrent(trackers=[first.announce_url, second.announce_url]))
        await until(lambda: len(first.announces) == 1)
        await told(house, infohash, TrackerState.WORKING)

        house.engine.swarm.announce(infohash, second.announce_url if one else None)

        await until(lambda: len(second.announces if one else first.announces) > (0 if one else 1))


async def test_of_many_trackers_the_first_thousand_are_taken_and_the_engine_goes_on(house: House) -> None:
    names = [f"http://127.0.0.1:1/{number}" for number in range(20_000)]

    infohash = await house.add(house.torrent(trackers=names), user_stopped=True)
    house.engine.swarm.add_trackers(infohash, [("http://127.0.0.1:1/more", 0)])

    [event] = house.ears.heard(TrackersChanged)
    assert [tracker.url for tracker in event.trackers] == names[:1000]
    assert len(await house.engine.inspection.export(infohash)) > 0
