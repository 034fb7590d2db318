"""In what state a download is, and how that follows from what the engine says."""

import enum

from tribler_core.foundation.value import value


class Activity(enum.Enum):
    """What the engine is doing with a torrent, as libtorrent names it."""

    CHECKING_FILES = "checking files"
    QUEUED_FOR_CHECKING = "queued for checking"
    FETCHING_METADATA = "downloading metadata"
    DOWNLOADING = "downloading"
    FINISHED = "finished"
    """All selected files are there; others may be missing."""
    SEEDING = "seeding"
    ALLOCATING = "allocating"
    CHECKING_RESUME_DATA = "checking resume data"


class Hold(enum.Enum):
    """Why a download is not (or not yet) in the engine."""

    NONE = "none"
    LOADING = "loading"
    """Read from the catalogue, on its way into the engine."""
    NO_CIRCUIT = "no circuit"
    """Hidden: no ready circuit, although exits are known or none is needed."""
    NO_EXIT = "no exit"
    """Hidden: no exit node is known."""


class DownloadState(enum.Enum):
    """The states of the documents, without their prefix."""

    ALLOCATING_DISKSPACE = 0
    WAITING_FOR_HASHCHECK = 1
    HASHCHECKING = 2
    DOWNLOADING = 3
    SEEDING = 4
    STOPPED = 5
    STOPPED_ON_ERROR = 6
    METADATA = 7
    CIRCUITS = 8
    EXIT_NODES = 9
    MOVING = 10
    QUEUED = 11


_BY_ACTIVITY = {
    Activity.QUEUED_FOR_CHECKING: DownloadState.WAITING_FOR_HASHCHECK,
    Activity.CHECKING_FILES: DownloadState.HASHCHECKING,
    Activity.CHECKING_RESUME_DATA: DownloadState.HASHCHECKING,
    Activity.FETCHING_METADATA: DownloadState.METADATA,
    Activity.DOWNLOADING: DownloadState.DOWNLOADING,
    Activity.FINISHED: DownloadState.SEEDING,
    Activity.SEEDING: DownloadState.SEEDING,
    Activity.ALLOCATING: DownloadState.ALLOCATING_DISKSPACE,
}
_BY_HOLD = {
    Hold.LOADING: DownloadState.WAITING_FOR_HASHCHECK,
    Hold.NO_CIRCUIT: DownloadState.CIRCUITS,
    Hold.NO_EXIT: DownloadState.EXIT_NODES,
}


@value(frozen=True, slots=True, kw_only=True)
class StateFacts:
    """All that the state of a download depends on."""

    activity: Activity
    hold: Hold = Hold.NONE
    failed: bool = False
    moving: bool = False
    paused: bool = False
    auto_managed: bool = False
    user_stopped: bool = False


def state_of(facts: StateFacts) -> DownloadState:
    """The state that the facts amount to; the first that applies wins.

    Source: Tribler 8.4 `Download.get_state`, with the hold of hidden downloads first told truly.
    """
    if facts.failed:
        return DownloadState.STOPPED_ON_ERROR
    if facts.hold is not Hold.NONE:
        return DownloadState.STOPPED if facts.user_stopped else _BY_HOLD[facts.hold]
    if facts.moving:
        return DownloadState.MOVING
    if facts.paused:
        return DownloadState.QUEUED if facts.auto_managed else DownloadState.STOPPED
    return underlying_state(facts.activity)


def underlying_state(activity: Activity) -> DownloadState:
    """The state of an activity alone, for clients that know no MOVING."""
    return _BY_ACTIVITY[activity]
