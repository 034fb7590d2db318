"""States of a torrent, their names, and the filters over them. Source: section 3.9 of the specification."""

import enum
from dataclasses import dataclass
from typing import assert_never

from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.vocabulary.trackers import NOT_WORKING, status_of
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity, Hold


class TorrentState(enum.Enum):
    """As releases from 5.0 on call them."""

    ERROR = "error"
    MISSING_FILES = "missingFiles"
    UPLOADING = "uploading"
    STOPPED_UP = "stoppedUP"
    QUEUED_UP = "queuedUP"
    STALLED_UP = "stalledUP"
    CHECKING_UP = "checkingUP"
    FORCED_UP = "forcedUP"
    DOWNLOADING = "downloading"
    META_DL = "metaDL"
    FORCED_META_DL = "forcedMetaDL"
    STOPPED_DL = "stoppedDL"
    QUEUED_DL = "queuedDL"
    STALLED_DL = "stalledDL"
    CHECKING_DL = "checkingDL"
    FORCED_DL = "forcedDL"
    CHECKING_RESUME_DATA = "checkingResumeData"
    MOVING = "moving"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Words for one condition, by whether the torrent is finished."""

    finished: TorrentState
    unfinished: TorrentState


_STOPPED = _Sides(finished=TorrentState.STOPPED_UP, unfinished=TorrentState.STOPPED_DL)
_QUEUED = _Sides(finished=TorrentState.QUEUED_UP, unfinished=TorrentState.QUEUED_DL)
_FORCED = _Sides(finished=TorrentState.FORCED_UP, unfinished=TorrentState.FORCED_DL)
_FLOWING = _Sides(finished=TorrentState.UPLOADING, unfinished=TorrentState.DOWNLOADING)
_STALLED = _Sides(finished=TorrentState.STALLED_UP, unfinished=TorrentState.STALLED_DL)


def is_stopped(download: Download) -> bool:
    """Not to run until somebody says so: by the user, or by a rule about seeding."""
    return download.settings.user_stopped or download.settings.stopped_by_rule


def is_forced(download: Download) -> bool:
    """Runs, and asks no queue."""
    return download.settings.forced and not is_stopped(download)


def is_queued(download: Download) -> bool:
    """Waits for its turn, or (hidden) for the network that it is to run in."""
    transfer = download.transfer
    waits = download.hold in (Hold.NO_CIRCUIT, Hold.NO_EXIT)  # Quirk(qbittorrent): it has no word for this
    return not is_stopped(download) and (waits or (transfer.paused and transfer.auto_managed))


def state_of(download: Download) -> TorrentState:
    """The first that applies."""
    transfer = download.transfer
    if download.hold is Hold.LOADING or (
        transfer.activity is Activity.CHECKING_RESUME_DATA and download.hold is Hold.NONE and not download.error
    ):
        return TorrentState.CHECKING_RESUME_DATA
    if transfer.moving:
        return TorrentState.MOVING
    if transfer.missing_data:
        return TorrentState.MISSING_FILES
    if download.error:
        return TorrentState.ERROR
    if not transfer.has_metadata:
        return _without_metadata(download)
    return _by_activity(download)


def _without_metadata(download: Download) -> TorrentState:
    if is_stopped(download):
        return TorrentState.STOPPED_DL
    if is_queued(download):
        return TorrentState.QUEUED_DL
    return TorrentState.FORCED_META_DL if is_forced(download) else TorrentState.META_DL


def _by_activity(download: Download) -> TorrentState:
    transfer = download.transfer
    match transfer.activity:
        case Activity.CHECKING_FILES | Activity.QUEUED_FOR_CHECKING:
            if is_stopped(download) and transfer.paused:  # a stopped one runs while it is checked
                return TorrentState.STOPPED_DL
            return TorrentState.CHECKING_UP if transfer.completed is not None else TorrentState.CHECKING_DL
        case Activity.FINISHED | Activity.SEEDING:
            return _sides(download, flowing=transfer.upload_rate > 0).finished
        case Activity.DOWNLOADING | Activity.FETCHING_METADATA | Activity.ALLOCATING | Activity.CHECKING_RESUME_DATA:
            return _sides(download, flowing=transfer.download_rate > 0).unfinished
        case _:
            assert_never(transfer.activity)


def _sides(download: Download, *, flowing: bool) -> _Sides:
    if is_stopped(download):
        return _STOPPED
    if is_queued(download):
        return _QUEUED
    if is_forced(download):
        return _FORCED
    return _FLOWING if flowing else _STALLED


_PAUSED = {TorrentState.STOPPED_UP: "pausedUP", TorrentState.STOPPED_DL: "pausedDL"}


def state_name(state: TorrentState, profile: Profile) -> str:
    """The word of a release."""
    return _PAUSED.get(state, state.value) if profile.says_paused else state.value


class Filter(enum.Enum):
    """What `filter` may ask for."""

    ALL = "all"
    DOWNLOADING = "downloading"
    SEEDING = "seeding"
    COMPLETED = "completed"
    STOPPED = "stopped"
    RUNNING = "running"
    ACTIVE = "active"
    INACTIVE = "inactive"
    STALLED = "stalled"
    STALLED_UPLOADING = "stalled_uploading"
    STALLED_DOWNLOADING = "stalled_downloading"
    CHECKING = "checking"
    MOVING = "moving"
    ERRORED = "errored"
    TRACKER_ERROR = "tracker_error"
    """Some tracker refuses, or does not work; no release of qBittorrent has it."""


_OLD_FILTERS = {"paused": Filter.STOPPED, "resumed": Filter.RUNNING}  # Quirk(qbittorrent): up to 4.6

_SEEDING = frozenset(
    {
        TorrentState.UPLOADING,
        TorrentState.STALLED_UP,
        TorrentState.CHECKING_UP,
        TorrentState.QUEUED_UP,
        TorrentState.FORCED_UP,
    }
)
_DOWNLOADING = frozenset(
    {
        TorrentState.DOWNLOADING,
        TorrentState.META_DL,
        TorrentState.FORCED_META_DL,
        TorrentState.STALLED_DL,
        TorrentState.CHECKING_DL,
        TorrentState.STOPPED_DL,
        TorrentState.QUEUED_DL,
        TorrentState.FORCED_DL,
    }
)
_CHECKING = frozenset({TorrentState.CHECKING_UP, TorrentState.CHECKING_DL, TorrentState.CHECKING_RESUME_DATA})


def filter_named(text: str) -> Filter | None:
    """The filter of this name in any release; None: there is none."""
    try:
        return _OLD_FILTERS.get(text) or Filter(text)
    except ValueError:
        return None


def admits(wanted: Filter, download: Download) -> bool:
    """Whether the download is among those that the filter asks for."""
    match wanted:
        case Filter.ALL:
            return True
        case Filter.STOPPED:
            return is_stopped(download)
        case Filter.RUNNING:
            return not is_stopped(download)
        case Filter.ACTIVE | Filter.INACTIVE:
            active = download.transfer.download_rate > 0 or download.transfer.upload_rate > 0
            return active is (wanted is Filter.ACTIVE)
        case Filter.TRACKER_ERROR:
            return any(status_of(tracker) == NOT_WORKING for tracker in download.trackers)
        case _:
            return state_of(download) in _STATES[wanted]


_STATES = {
    Filter.DOWNLOADING: _DOWNLOADING,
    Filter.SEEDING: _SEEDING,
    Filter.COMPLETED: _SEEDING | {TorrentState.STOPPED_UP},
    Filter.STALLED: frozenset({TorrentState.STALLED_UP, TorrentState.STALLED_DL}),
    Filter.STALLED_UPLOADING: frozenset({TorrentState.STALLED_UP}),
    Filter.STALLED_DOWNLOADING: frozenset({TorrentState.STALLED_DL}),
    Filter.CHECKING: _CHECKING,
    Filter.MOVING: frozenset({TorrentState.MOVING}),
    Filter.ERRORED: frozenset({TorrentState.ERROR, TorrentState.MISSING_FILES}),
}
