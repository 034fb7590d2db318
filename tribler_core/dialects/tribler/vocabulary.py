"""What Tribler's wire calls things: faces, states, trackers, and the sentinels of its numbers."""

import enum
from typing import NamedTuple, assert_never

from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity, DownloadState, underlying_state
from tribler_core.domain.swarm.tracker import Tracker, TrackerState
from tribler_core.foundation.units import BytesPerSecond, Timestamp

NO_ESTIMATE = 3_200_000_000
"""Seconds; both graphical clients show it as "forever", and Sonarr's number type still holds it."""


class Face(enum.Enum):
    """The two generations that are served side by side; the prefix decides, nothing else."""

    LEGACY = ""
    """As documented for 7.x."""
    CURRENT = "/api"
    """As Tribler 8 serves it."""

    @property
    def prefix(self) -> str:
        return self.value


class StatusVocabulary(enum.Enum):
    """Whose names of the states."""

    LEGACY = "legacy"
    """`DLSTATUS_…`, numbers 0 to 9."""
    CURRENT = "current"
    """8.1 and later, numbers 0 to 11."""
    TRIBLER_8_0 = "8.0"
    """Quirk(Sonarr, Radarr): closed texts of 8.0, numbers of the current face."""


class StatusWord(NamedTuple):
    """A state on the wire."""

    text: str
    code: int


def legacy_status(state: DownloadState, activity: Activity) -> StatusWord:
    """The documented name and number; `activity` stands in for a state that 7.x did not know."""
    match state:
        case DownloadState.MOVING:
            return legacy_status(underlying_state(activity), activity)
        case DownloadState.QUEUED:
            return legacy_status(DownloadState.STOPPED, activity)
        case DownloadState.WAITING_FOR_HASHCHECK:
            return StatusWord("DLSTATUS_WAITING4HASHCHECK", state.value)
        case (
            DownloadState.ALLOCATING_DISKSPACE
            | DownloadState.HASHCHECKING
            | DownloadState.DOWNLOADING
            | DownloadState.SEEDING
            | DownloadState.STOPPED
            | DownloadState.STOPPED_ON_ERROR
            | DownloadState.METADATA
            | DownloadState.CIRCUITS
            | DownloadState.EXIT_NODES
        ):
            return StatusWord(f"DLSTATUS_{state.name}", state.value)
        case _:
            assert_never(state)


def current_status(state: DownloadState) -> StatusWord:
    """The name and number of 8.1 and later."""
    match state:
        case DownloadState.ALLOCATING_DISKSPACE:
            return current_status(DownloadState.WAITING_FOR_HASHCHECK)  # Quirk(tribler): its web interface hides 0
        case DownloadState.CIRCUITS:
            return StatusWord("LOADING", state.value)
        case (
            DownloadState.WAITING_FOR_HASHCHECK
            | DownloadState.HASHCHECKING
            | DownloadState.DOWNLOADING
            | DownloadState.SEEDING
            | DownloadState.STOPPED
            | DownloadState.STOPPED_ON_ERROR
            | DownloadState.METADATA
            | DownloadState.EXIT_NODES
            | DownloadState.MOVING
            | DownloadState.QUEUED
        ):
            return StatusWord(state.name, state.value)
        case _:
            assert_never(state)


def status_of_8_0(state: DownloadState, activity: Activity) -> StatusWord:
    """Texts that a client with a closed list of 8.0's can read, numbers as of now."""
    current = current_status(state)
    match state:
        case DownloadState.MOVING:
            return StatusWord(status_of_8_0(underlying_state(activity), activity).text, current.code)
        case DownloadState.QUEUED:
            return StatusWord("STOPPED", current.code)
        case DownloadState.WAITING_FOR_HASHCHECK | DownloadState.ALLOCATING_DISKSPACE:
            return StatusWord("WAITING4HASHCHECK", current.code)
        case _:
            return current


def status_of(download: Download, vocabulary: StatusVocabulary) -> StatusWord:
    """The state of a download in the words of `vocabulary`."""
    match vocabulary:
        case StatusVocabulary.LEGACY:
            return _LEGACY[download.state, download.transfer.activity]
        case StatusVocabulary.CURRENT:
            return _CURRENT[download.state]
        case StatusVocabulary.TRIBLER_8_0:
            return _TRIBLER_8_0[download.state, download.transfer.activity]
        case _:
            assert_never(vocabulary)


# A list asks for ten thousand of them at once.
_CURRENT = {state: current_status(state) for state in DownloadState}
_LEGACY = {(state, activity): legacy_status(state, activity) for state in DownloadState for activity in Activity}
_TRIBLER_8_0 = {(state, activity): status_of_8_0(state, activity) for state in DownloadState for activity in Activity}


def states_named(text: str) -> frozenset[DownloadState]:
    """The states that any generation calls so, in any case; empty: nobody does.

    A download that moves is MOVING here, whatever an old client is shown in its place.
    """
    return _BY_NAME.get(text.upper(), frozenset())


def _names() -> dict[str, frozenset[DownloadState]]:
    names: dict[str, frozenset[DownloadState]] = {}
    for state in DownloadState:
        legacy, current = _LEGACY[state, Activity.DOWNLOADING].text, _CURRENT[state].text
        shown = {current} if state is DownloadState.MOVING else {current, legacy}
        for text in shown:
            names[text] = names.get(text, frozenset()) | {state}
    return {text.removeprefix("DLSTATUS_"): states for text, states in names.items()} | names


_BY_NAME = _names()


def tracker_status(tracker: Tracker) -> str:
    """What is said of a tracker. Source: Tribler 7.14 `Download.on_tracker_*_alert`."""
    match tracker.state:
        case TrackerState.NOT_CONTACTED | TrackerState.WORKING | TrackerState.TIMEOUT | TrackerState.DISABLED:
            return _PLAIN_TRACKER_STATUS[tracker.state]
        case TrackerState.UPDATING:
            return "Not contacted yet" if tracker.peers is None else "Working"
        case TrackerState.WARNING:
            return f"Warning: {tracker.message}"
        case TrackerState.HTTP_ERROR | TrackerState.ERROR:
            return _tracker_failure(tracker)
        case _:
            assert_never(tracker.state)


_PLAIN_TRACKER_STATUS = {
    TrackerState.NOT_CONTACTED: "Not contacted yet",
    TrackerState.WORKING: "Working",
    TrackerState.TIMEOUT: "Timeout",
    TrackerState.DISABLED: "Disabled",
}


def _tracker_failure(tracker: Tracker) -> str:
    if tracker.state is TrackerState.HTTP_ERROR and tracker.http_status is not None:
        return f"HTTP status code {tracker.http_status}"
    return f"Error: {tracker.message}" if tracker.message else "Not working"


QUEUE_MOVES = {
    "queue_up": QueueMove.UP,
    "queue_top": QueueMove.TOP,
    "queue_down": QueueMove.DOWN,
    "queue_bottom": QueueMove.BOTTOM,
}


def from_limit(limit: BytesPerSecond | None) -> int:
    """Bytes/s; -1: unlimited."""
    return -1 if limit is None else limit


def from_max_speed(limit: BytesPerSecond | None) -> int:
    """Bytes/s as 7.x counts: 0: unlimited."""
    return 0 if limit is None else limit


def to_limit(number: int) -> BytesPerSecond | None:
    """Both spellings of "unlimited", -1 and 0, and every other negative number."""
    return BytesPerSecond(number) if number > 0 else None


def from_count(count: int | None) -> int:
    """-1: unknown, or not queued."""
    return -1 if count is None else count


def from_time(time: Timestamp | None) -> int:
    """Unix seconds; 0: never, or unknown."""
    return 0 if time is None else time
