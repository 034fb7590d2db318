"""Who hears what."""

import pytest

from tests.builders import an_infohash
from tribler_core.domain.events import DownloadAdded, DownloadRemoved, Event, NetworkBack, TorrentEvent
from tribler_core.services.events import EventBus

ADDED, BACK = DownloadAdded(an_infohash()), NetworkBack("eth0")


@pytest.fixture
def bus() -> EventBus:
    return EventBus()


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (DownloadAdded, [ADDED]),
        (TorrentEvent, [ADDED]),
        (Event, [ADDED, BACK]),
        ((NetworkBack, DownloadRemoved), [BACK]),
        ((TorrentEvent, NetworkBack), [ADDED, BACK]),
    ],
)
def test_events_are_heard_by_their_class_and_those_above(
    bus: EventBus, kinds: type[Event] | tuple[type[Event], ...], expected: list[Event]
) -> None:
    heard: list[Event] = []
    bus.subscribe(kinds, heard.append)
    bus.publish(ADDED)
    bus.publish(BACK)

    assert heard == expected


def test_who_leaves_hears_no_more_and_the_others_do(bus: EventBus) -> None:
    left: list[Event] = []
    stayed: list[Event] = []
    unsubscribe = bus.subscribe(Event, left.append)
    bus.subscribe(Event, stayed.append)
    bus.publish(ADDED)
    unsubscribe()
    unsubscribe()
    bus.publish(BACK)

    assert (left, stayed) == ([ADDED], [ADDED, BACK])


def test_who_subscribes_twice_hears_twice_and_leaves_once(bus: EventBus) -> None:
    heard: list[Event] = []
    bus.subscribe(Event, heard.append)
    unsubscribe = bus.subscribe(Event, heard.append)
    bus.publish(ADDED)
    assert heard == [ADDED, ADDED]

    unsubscribe()
    bus.publish(BACK)

    assert heard == [ADDED, ADDED, BACK]


def test_a_listener_that_fails_stops_nobody_else(bus: EventBus, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Event] = []

    def fail(_: Event) -> None:
        raise ZeroDivisionError

    bus.subscribe(Event, fail)
    bus.subscribe(Event, heard.append)
    bus.publish(ADDED)

    assert heard == [ADDED]
    assert "a listener failed on DownloadAdded" in caplog.text
