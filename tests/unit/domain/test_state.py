"""States follow from facts, by a table with a row per state."""

import pytest

from tribler_core.domain.download.state import Activity, DownloadState, Hold, StateFacts, state_of, underlying_state

RUNNING = Activity.DOWNLOADING

ROWS = [
    (StateFacts(activity=Activity.ALLOCATING), DownloadState.ALLOCATING_DISKSPACE),
    (StateFacts(activity=Activity.QUEUED_FOR_CHECKING), DownloadState.WAITING_FOR_HASHCHECK),
    (StateFacts(activity=Activity.CHECKING_FILES), DownloadState.HASHCHECKING),
    (StateFacts(activity=Activity.CHECKING_RESUME_DATA), DownloadState.HASHCHECKING),
    (StateFacts(activity=Activity.FETCHING_METADATA), DownloadState.METADATA),
    (StateFacts(activity=Activity.DOWNLOADING), DownloadState.DOWNLOADING),
    (StateFacts(activity=Activity.FINISHED), DownloadState.SEEDING),
    (StateFacts(activity=Activity.SEEDING), DownloadState.SEEDING),
    (StateFacts(activity=RUNNING, paused=True), DownloadState.STOPPED),
    (StateFacts(activity=RUNNING, paused=True, auto_managed=True), DownloadState.QUEUED),
    (StateFacts(activity=RUNNING, moving=True, paused=True), DownloadState.MOVING),
    (StateFacts(activity=RUNNING, failed=True, moving=True, hold=Hold.NO_EXIT), DownloadState.STOPPED_ON_ERROR),
    (StateFacts(activity=RUNNING, hold=Hold.LOADING), DownloadState.WAITING_FOR_HASHCHECK),
    (StateFacts(activity=RUNNING, hold=Hold.NO_CIRCUIT, paused=True), DownloadState.CIRCUITS),
    (StateFacts(activity=RUNNING, hold=Hold.NO_EXIT), DownloadState.EXIT_NODES),
    (StateFacts(activity=RUNNING, hold=Hold.NO_EXIT, user_stopped=True), DownloadState.STOPPED),
]


@pytest.mark.parametrize(("facts", "state"), ROWS)
def test_the_facts_amount_to_the_state(facts: StateFacts, state: DownloadState) -> None:
    assert state_of(facts) is state


def test_every_state_has_a_row() -> None:
    assert {state for _, state in ROWS} == set(DownloadState)


@pytest.mark.parametrize("activity", Activity)
def test_every_activity_has_a_state_of_its_own(activity: Activity) -> None:
    assert underlying_state(activity) is state_of(StateFacts(activity=activity))
