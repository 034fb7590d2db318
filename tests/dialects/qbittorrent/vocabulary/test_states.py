"""The derivation table of section 3.9, row by row."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import a_download, a_finished_transfer, a_transfer, some_settings
from tribler_core.config.sections import QBittorrentProfile
from tribler_core.dialects.qbittorrent.profiles import PROFILES
from tribler_core.dialects.qbittorrent.vocabulary.states import (
    Filter,
    TorrentState,
    admits,
    filter_named,
    state_name,
    state_of,
)
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity, Hold
from tribler_core.domain.swarm.tracker import Tracker, TrackerState

STOPPED: dict[str, Any] = {"user_stopped": True}
ENDED = {"stopped_by_rule": True}
QUEUE: dict[str, Any] = {"auto_managed": True}
FORCED = {"forced": True}
QUEUED: dict[str, Any] = {"paused": True, "auto_managed": True}
NO_METADATA: dict[str, Any] = {"activity": Activity.FETCHING_METADATA, "has_metadata": False}
CHECKING: dict[str, Any] = {"activity": Activity.CHECKING_FILES}


def unfinished(settings: Any = QUEUE, /, **transfer: Any) -> Download:
    return a_download(settings=some_settings(**settings), transfer=a_transfer(**transfer))


def finished(settings: Any = QUEUE, /, **transfer: Any) -> Download:
    seeding = replace(a_finished_transfer(), **transfer)
    return a_download(settings=some_settings(**settings), transfer=seeding)


def held(hold: Hold, download: Download) -> Download:
    return a_download(settings=download.settings, transfer=download.transfer, hold=hold)


ROWS = [
    ("checkingResumeData", unfinished(activity=Activity.CHECKING_RESUME_DATA, moving=True)),
    ("checkingResumeData", held(Hold.LOADING, unfinished())),
    ("moving", finished(moving=True, error="disk full")),
    ("missingFiles", finished(missing_data=True, error="gone")),
    ("error", unfinished(error="disk full", paused=True)),
    ("error", unfinished(STOPPED, error="disk full", paused=True)),
    ("stoppedDL", unfinished(STOPPED, **NO_METADATA, paused=True)),
    ("queuedDL", unfinished(**NO_METADATA, **QUEUED)),
    ("forcedMetaDL", unfinished(FORCED, **NO_METADATA)),
    ("metaDL", unfinished(**NO_METADATA)),
    ("checkingDL", unfinished(**CHECKING)),
    ("checkingDL", unfinished(activity=Activity.QUEUED_FOR_CHECKING, **QUEUED)),
    ("checkingUP", unfinished(**CHECKING, completed=1)),
    ("checkingDL", unfinished(STOPPED, **CHECKING, paused=False)),
    ("stoppedDL", unfinished(STOPPED, **CHECKING, paused=True)),
    ("stoppedUP", finished(STOPPED, paused=True)),
    ("stoppedUP", finished(ENDED, paused=True)),
    ("stoppedUP", finished(STOPPED, activity=Activity.FINISHED, paused=True)),
    ("queuedUP", finished(**QUEUED)),
    ("forcedUP", finished(FORCED, upload_rate=5)),
    ("uploading", finished(upload_rate=5)),
    ("stalledUP", finished()),
    ("stoppedDL", unfinished(STOPPED, paused=True, download_rate=5)),
    ("queuedDL", unfinished(**QUEUED)),
    ("forcedDL", unfinished(FORCED, download_rate=5)),
    ("downloading", unfinished(download_rate=5)),
    ("stalledDL", unfinished()),
    ("stalledDL", unfinished({"auto_managed": False})),
    ("stalledDL", unfinished(activity=Activity.ALLOCATING)),
    ("queuedDL", held(Hold.NO_EXIT, unfinished(activity=Activity.CHECKING_RESUME_DATA))),
    ("queuedUP", held(Hold.NO_CIRCUIT, finished())),
    ("stoppedDL", held(Hold.NO_EXIT, unfinished(STOPPED, activity=Activity.CHECKING_RESUME_DATA))),
]


@pytest.mark.parametrize(("expected", "download"), ROWS)
def test_the_first_row_that_applies_names_the_state(expected: str, download: Download) -> None:
    assert state_of(download).value == expected


def test_every_state_can_be_reached() -> None:
    assert {state_of(download) for _, download in ROWS} == set(TorrentState)


@pytest.mark.parametrize("activity", Activity)
@pytest.mark.parametrize("hold", Hold)
def test_whatever_the_engine_does_has_a_word(activity: Activity, hold: Hold) -> None:
    assert state_of(held(hold, unfinished(activity=activity))) in TorrentState


def test_releases_up_to_4_6_say_paused() -> None:
    names = {profile.value: state_name(TorrentState.STOPPED_UP, PROFILES[profile]) for profile in QBittorrentProfile}
    assert names == {"2.0": "pausedUP", "4.6": "pausedUP", "5.1": "stoppedUP", "5.2": "stoppedUP"}


@pytest.mark.parametrize(("name", "wanted"), [("paused", Filter.STOPPED), ("resumed", Filter.RUNNING)])
def test_old_names_of_filters_are_understood(name: str, wanted: Filter) -> None:
    assert filter_named(name) is wanted
    assert filter_named("nonsense") is None


ADMITTED = {
    "all": {"downloading", "uploading", "stoppedDL", "stoppedUP", "error", "moving", "checkingDL", "stalledUP"},
    "downloading": {"downloading", "stoppedDL", "checkingDL"},
    "seeding": {"uploading", "stalledUP"},
    "completed": {"uploading", "stalledUP", "stoppedUP"},
    "stopped": {"stoppedDL", "stoppedUP"},
    "running": {"downloading", "uploading", "error", "moving", "checkingDL", "stalledUP"},
    "active": {"downloading", "uploading"},
    "inactive": {"stoppedDL", "stoppedUP", "error", "moving", "checkingDL", "stalledUP"},
    "stalled": {"stalledUP"},
    "stalled_uploading": {"stalledUP"},
    "stalled_downloading": set(),
    "checking": {"checkingDL"},
    "moving": {"moving"},
    "errored": {"error"},
}
SHOWN = {
    "downloading": unfinished(download_rate=5),
    "uploading": finished(upload_rate=5),
    "stoppedDL": unfinished(STOPPED, paused=True),
    "stoppedUP": finished(STOPPED, paused=True),
    "error": unfinished(error="disk full"),
    "moving": finished(moving=True),
    "checkingDL": unfinished(**CHECKING),
    "stalledUP": finished(),
}


@pytest.mark.parametrize("wanted", [wanted for wanted in Filter if wanted is not Filter.TRACKER_ERROR])
def test_filters_admit_what_they_name(wanted: Filter) -> None:
    assert {name for name, download in SHOWN.items() if admits(wanted, download)} == ADMITTED[wanted.value]


@pytest.mark.parametrize(
    ("state", "admitted"), [(TrackerState.ERROR, True), (TrackerState.TIMEOUT, True), (TrackerState.WORKING, False)]
)
def test_torrents_with_tracker_trouble_can_be_asked_for(state: TrackerState, admitted: bool) -> None:
    assert admits(Filter.TRACKER_ERROR, a_download(trackers=(Tracker("http://a", state=state),))) is admitted
