"""Every state of the closed set that we produce, and what goes with it. Source: section 7.4 of the specification."""

from typing import Any

import pytest

from tests.builders import ADDED, a_download, a_finished_transfer, a_transfer, an_infohash
from tribler_core.dialects.torbox.shapes.item import ItemShape, Scene, present_item
from tribler_core.dialects.torbox.states import Moment, state_of
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity, Hold
from tribler_core.domain.library.item import MISSING, Item, Stage
from tribler_core.domain.people.account import Account, Plan
from tribler_core.foundation.units import Timestamp
from tribler_core.services.library.library import Holding

NOW = Moment(ADDED, 30)
CLOSED = {
    *("downloading", "uploading", "stalled (no seeds)", "uploading (no peers)", "paused", "completed", "cached"),
    *("metaDL", "checkingResumeData", "error", "missingFiles", "pausedDL", "pausedUP", "queuedDL", "queuedUP"),
    *("stalledDL", "stalledUP", "checkingDL", "checkingUP", "forcedDL", "forcedUP", "allocating", "moving"),
    *("expired", "unknown"),
}


def an_item(**changes: Any) -> Item:
    known = {"account": 1, "infohash": an_infohash(), "created": ADDED, "updated": ADDED, "started": ADDED - 100}
    return Item(**{"stage": Stage.ACTIVE, **known, **changes})


def half(**changes: Any) -> Download:
    return a_download(transfer=a_transfer(**{"last_download": ADDED, **changes}))


def whole(**changes: Any) -> Download:
    return a_download(transfer=a_finished_transfer(**changes))


ROWS: list[tuple[str, bool, bool, Item, Download | None]] = [
    ("queuedDL", False, False, an_item(stage=Stage.QUEUED, started=None), None),
    ("queuedDL", False, False, an_item(stage=Stage.QUEUED), whole()),
    ("error", False, False, an_item(failure="too large"), None),
    ("error", False, False, an_item(), half(error="disk full")),
    ("error", False, True, an_item(from_cache=True), whole(error="disk full")),
    ("missingFiles", False, False, an_item(failure=MISSING), whole()),
    ("missingFiles", False, False, an_item(), half(error="gone", missing_data=True)),
    ("cached", False, True, an_item(from_cache=True), whole(moving=True)),
    ("moving", True, True, an_item(), whole(moving=True)),
    ("checkingResumeData", True, False, an_item(), half(activity=Activity.CHECKING_RESUME_DATA)),
    ("checkingDL", True, False, an_item(), half(activity=Activity.CHECKING_FILES)),
    ("checkingDL", True, False, an_item(), half(activity=Activity.QUEUED_FOR_CHECKING)),
    ("checkingUP", True, False, an_item(finished=ADDED), half(activity=Activity.CHECKING_FILES)),
    ("metaDL", True, False, an_item(), None),
    ("metaDL", True, False, an_item(), half(activity=Activity.FETCHING_METADATA)),
    ("allocating", True, False, an_item(), half(activity=Activity.ALLOCATING)),
    ("paused", False, False, an_item(paused=True), half()),
    ("paused", False, False, an_item(), half(paused=True)),
    ("queuedDL", False, False, an_item(), half(paused=True, auto_managed=True)),
    ("queuedDL", False, False, an_item(), a_download(hold=Hold.NO_CIRCUIT)),
    ("stalled (no seeds)", True, False, an_item(), half(download_rate=0, seeds_connected=0, last_download=ADDED - 31)),
    ("downloading", True, False, an_item(), half(download_rate=0, seeds_connected=1, last_download=ADDED - 31)),
    ("downloading", True, False, an_item(), half(download_rate=0, seeds_connected=0, last_download=ADDED - 29)),
    ("downloading", True, False, an_item(), half()),
    ("uploading", True, True, an_item(), whole(peers_connected=1)),
    ("uploading (no peers)", True, True, an_item(), whole(peers_connected=0)),
    ("completed", False, True, an_item(paused=True), whole(peers_connected=1)),
    ("completed", False, True, an_item(), whole(paused=True)),
]


@pytest.mark.parametrize(("name", "active", "complete", "item", "row"), ROWS)
def test_a_state_and_what_goes_with_it(
    name: str, item: Item, row: Download | None, *, active: bool, complete: bool
) -> None:
    state = state_of(item, row, NOW)

    assert (state.name, state.active, state.complete) == (name, active, complete)
    assert state.name in CLOSED
    assert state.name in ("error", "missingFiles") or not any(
        word in state.name for word in ("fail", "error", "incomplete", "abort")
    )


def test_nothing_is_stalled_where_the_operator_does_not_want_that() -> None:
    row = half(download_rate=0, seeds_connected=0, last_download=ADDED - 9999)

    assert state_of(an_item(), row, Moment(ADDED, 0)).name == "downloading"


@pytest.mark.parametrize(("item", "row"), [case[3:] for case in ROWS])
def test_no_documented_field_is_null_in_any_state(item: Item, row: Download | None) -> None:
    account = Account(
        auth_id="1", referral="2", name="ada", email="", plan=Plan.PRO, created=Timestamp(1), updated=Timestamp(1)
    )

    shown = present_item(Holding(item, row, ()), Scene(account=account, moment=NOW, retention=None))

    assert ItemShape().validate(shown) == {}
    assert {name for name, value in shown.items() if value is None} <= {"tracker", "tracker_message", "cached_at"}
    assert shown["progress"] < 1 or shown["download_finished"]
    assert shown["cached"] == shown["download_present"]
