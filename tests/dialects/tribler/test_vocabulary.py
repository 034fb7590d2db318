"""The names on the wire, one test a table."""

from dataclasses import replace

import pytest

from tests.dialects.tribler.examples import half_done
from tribler_core.dialects.tribler.vocabulary import (
    QUEUE_MOVES,
    StatusVocabulary,
    current_status,
    from_count,
    from_limit,
    from_max_speed,
    from_time,
    legacy_status,
    states_named,
    status_of,
    status_of_8_0,
    to_limit,
    tracker_status,
)
from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.state import Activity, DownloadState
from tribler_core.domain.swarm.tracker import Tracker, TrackerState
from tribler_core.foundation.units import BytesPerSecond, Timestamp

LEGACY = {
    DownloadState.ALLOCATING_DISKSPACE: ("DLSTATUS_ALLOCATING_DISKSPACE", 0),
    DownloadState.WAITING_FOR_HASHCHECK: ("DLSTATUS_WAITING4HASHCHECK", 1),
    DownloadState.HASHCHECKING: ("DLSTATUS_HASHCHECKING", 2),
    DownloadState.DOWNLOADING: ("DLSTATUS_DOWNLOADING", 3),
    DownloadState.SEEDING: ("DLSTATUS_SEEDING", 4),
    DownloadState.STOPPED: ("DLSTATUS_STOPPED", 5),
    DownloadState.STOPPED_ON_ERROR: ("DLSTATUS_STOPPED_ON_ERROR", 6),
    DownloadState.METADATA: ("DLSTATUS_METADATA", 7),
    DownloadState.CIRCUITS: ("DLSTATUS_CIRCUITS", 8),
    DownloadState.EXIT_NODES: ("DLSTATUS_EXIT_NODES", 9),
    DownloadState.MOVING: ("DLSTATUS_SEEDING", 4),
    DownloadState.QUEUED: ("DLSTATUS_STOPPED", 5),
}
CURRENT = {
    DownloadState.ALLOCATING_DISKSPACE: ("WAITING_FOR_HASHCHECK", 1),
    DownloadState.WAITING_FOR_HASHCHECK: ("WAITING_FOR_HASHCHECK", 1),
    DownloadState.HASHCHECKING: ("HASHCHECKING", 2),
    DownloadState.DOWNLOADING: ("DOWNLOADING", 3),
    DownloadState.SEEDING: ("SEEDING", 4),
    DownloadState.STOPPED: ("STOPPED", 5),
    DownloadState.STOPPED_ON_ERROR: ("STOPPED_ON_ERROR", 6),
    DownloadState.METADATA: ("METADATA", 7),
    DownloadState.CIRCUITS: ("LOADING", 8),
    DownloadState.EXIT_NODES: ("EXIT_NODES", 9),
    DownloadState.MOVING: ("MOVING", 10),
    DownloadState.QUEUED: ("QUEUED", 11),
}
KNOWN_TO_SONARR = {
    *("WAITING4HASHCHECK", "HASHCHECKING", "METADATA", "DOWNLOADING", "SEEDING", "STOPPED"),
    *("ALLOCATING_DISKSPACE", "EXIT_NODES", "CIRCUITS", "STOPPED_ON_ERROR", "LOADING"),
}


@pytest.mark.parametrize("state", DownloadState)
def test_every_state_has_its_documented_name_and_number(state: DownloadState) -> None:
    assert legacy_status(state, Activity.SEEDING) == LEGACY[state]


@pytest.mark.parametrize("state", DownloadState)
def test_every_state_has_its_current_name_and_number(state: DownloadState) -> None:
    assert current_status(state) == CURRENT[state]


@pytest.mark.parametrize("activity", Activity)
@pytest.mark.parametrize("state", DownloadState)
def test_the_closed_vocabulary_of_8_0_changes_texts_only(state: DownloadState, activity: Activity) -> None:
    word = status_of_8_0(state, activity)

    assert word.text in KNOWN_TO_SONARR
    assert word.code == current_status(state).code


@pytest.mark.parametrize("activity", Activity)
@pytest.mark.parametrize("state", DownloadState)
def test_legacy_numbers_stay_within_nine(state: DownloadState, activity: Activity) -> None:
    assert 0 <= legacy_status(state, activity).code <= 9


def test_a_download_that_moves_shows_what_lies_beneath_to_old_clients() -> None:
    downloading = half_done()
    moving = replace(downloading, transfer=replace(downloading.transfer, moving=True))

    assert status_of(moving, StatusVocabulary.LEGACY) == ("DLSTATUS_DOWNLOADING", 3)
    assert status_of(moving, StatusVocabulary.CURRENT) == ("MOVING", 10)
    assert status_of(moving, StatusVocabulary.TRIBLER_8_0) == ("DOWNLOADING", 10)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("seeding", {DownloadState.SEEDING}),
        ("STOPPED", {DownloadState.STOPPED}),
        ("DLSTATUS_STOPPED", {DownloadState.STOPPED, DownloadState.QUEUED}),
        ("WAITING4HASHCHECK", {DownloadState.WAITING_FOR_HASHCHECK}),
        ("LOADING", {DownloadState.CIRCUITS}),
        ("CIRCUITS", {DownloadState.CIRCUITS}),
        ("MOVING", {DownloadState.MOVING}),
        ("SLEEPING", set()),
    ],
)
def test_a_state_is_found_by_any_generation_s_name(text: str, states: set[DownloadState]) -> None:
    assert states_named(text) == states


@pytest.mark.parametrize(
    ("tracker", "text"),
    [
        (Tracker("u"), "Not contacted yet"),
        (Tracker("u", state=TrackerState.UPDATING), "Not contacted yet"),
        (Tracker("u", state=TrackerState.UPDATING, peers=3), "Working"),
        (Tracker("u", state=TrackerState.WORKING), "Working"),
        (Tracker("u", state=TrackerState.WARNING, message="slow down"), "Warning: slow down"),
        (Tracker("u", state=TrackerState.TIMEOUT), "Timeout"),
        (Tracker("u", state=TrackerState.HTTP_ERROR, http_status=404), "HTTP status code 404"),
        (Tracker("u", state=TrackerState.HTTP_ERROR), "Not working"),
        (Tracker("u", state=TrackerState.ERROR, message="gone"), "Error: gone"),
        (Tracker("u", state=TrackerState.ERROR), "Not working"),
        (Tracker("u", state=TrackerState.DISABLED), "Disabled"),
    ],
)
def test_a_tracker_says_how_it_is(tracker: Tracker, text: str) -> None:
    assert tracker_status(tracker) == text


def test_every_queue_move_has_a_name() -> None:
    assert set(QUEUE_MOVES.values()) == set(QueueMove)


@pytest.mark.parametrize("number", [-1, 0])
def test_both_spellings_lift_a_limit(number: int) -> None:
    assert to_limit(number) is None


def test_limits_go_there_and_back() -> None:
    limit = BytesPerSecond(65536)

    assert to_limit(from_limit(limit)) == to_limit(from_max_speed(limit)) == limit
    assert to_limit(from_limit(None)) is None
    assert to_limit(from_max_speed(None)) is None


def test_none_is_told_by_a_sentinel() -> None:
    assert (from_count(None), from_count(0)) == (-1, 0)
    assert (from_time(None), from_time(Timestamp(7))) == (0, 7)
