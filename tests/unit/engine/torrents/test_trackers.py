"""Trackers as shared values."""

from dataclasses import replace

from tribler_core.domain.swarm.tracker import Tracker, TrackerState
from tribler_core.engine.torrents.trackers import (
    announcing,
    heard,
    initial_trackers,
    replaced,
    with_added,
    without,
)

A, B = Tracker("http://a", 0), Tracker("http://b", 1)
BOTH = initial_trackers(["http://b", "http://a"], [1, 0])


def test_trackers_are_in_the_order_of_their_tiers() -> None:
    assert BOTH == (A, B)
    assert initial_trackers(["http://a", "http://b"], []) == (A, B)


def test_equal_trackers_are_one_value() -> None:
    assert initial_trackers(["http://a", "http://b"], [0, 1]) is BOTH
    assert heard(BOTH, "http://a", lambda tracker: tracker) is BOTH


def test_what_is_there_already_is_left_alone() -> None:
    assert with_added(BOTH, [("http://a", 7), ("http://c", 0)]) == (A, Tracker("http://c", 0), B)


def test_some_can_go() -> None:
    assert without(BOTH, ["http://b", "http://never"]) == (A,)


def test_those_that_stay_keep_what_is_known_of_them() -> None:
    working = heard(BOTH, "http://b", lambda tracker: replace(tracker, state=TrackerState.WORKING, seeds=3))

    assert replaced(working, [("http://b", 0), ("http://c", 1)]) == (
        Tracker("http://b", 0, TrackerState.WORKING, seeds=3),
        Tracker("http://c", 1),
    )


def test_a_tracker_that_was_heard_keeps_its_last_word_while_it_is_asked_again() -> None:
    assert announcing(A).state is TrackerState.UPDATING
    for state in (TrackerState.WORKING, TrackerState.ERROR, TrackerState.TIMEOUT):
        assert announcing(replace(A, state=state)).state is state
    assert announcing(replace(A, state=TrackerState.WARNING, message="x")).state is TrackerState.UPDATING
