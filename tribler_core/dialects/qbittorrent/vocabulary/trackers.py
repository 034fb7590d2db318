"""What is said of trackers. Source: section 3.3 of the specification."""

from typing import assert_never

from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.domain.swarm.tracker import Tracker, TrackerState

DISABLED, NOT_CONTACTED, WORKING, UPDATING, NOT_WORKING, SAID_NO, UNREACHABLE = range(7)

_EARLY = {
    NOT_CONTACTED: "Not contacted yet",
    WORKING: "Working",
    UPDATING: "Updating...",
    NOT_WORKING: "Not working",
}


def status_of(tracker: Tracker) -> int:
    """As releases up to 5.1 count them."""
    match tracker.state:
        case TrackerState.NOT_CONTACTED | TrackerState.DISABLED:
            return NOT_CONTACTED
        case TrackerState.UPDATING:
            return UPDATING
        case TrackerState.WORKING | TrackerState.WARNING:
            return WORKING
        case TrackerState.TIMEOUT | TrackerState.HTTP_ERROR | TrackerState.ERROR:
            return NOT_WORKING
        case _:
            assert_never(tracker.state)


def later_status_of(tracker: Tracker) -> int:
    """As 5.2 counts them: why it does not work, and "updating" beside the state before."""
    match tracker.state:
        case TrackerState.UPDATING:
            return NOT_CONTACTED if tracker.peers is None else WORKING
        case TrackerState.TIMEOUT:
            return UNREACHABLE
        case TrackerState.ERROR:
            return SAID_NO if tracker.message else NOT_WORKING
        case _:
            return status_of(tracker)


def status_word(tracker: Tracker, profile: Profile) -> int | str:
    """The status as a release shows it."""
    if profile.speaks_status:
        return later_status_of(tracker)
    return _EARLY[status_of(tracker)] if profile.early else status_of(tracker)
