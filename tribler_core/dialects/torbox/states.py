"""The states of an item, in a closed set: a typed client knows no others."""

from dataclasses import dataclass

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity, DownloadState
from tribler_core.domain.library.item import MISSING, Item, Stage
from tribler_core.foundation.units import Timestamp


@dataclass(frozen=True, slots=True)
class ItemState:
    """What a client reads of it."""

    name: str
    active: bool
    complete: bool
    """All of the data is here."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a state is told, and how patient we are."""

    now: Timestamp
    stalled_after: int
    """Seconds; 0: nothing is ever stalled."""


def state_of(item: Item, row: Download | None, moment: Moment) -> ItemState:
    """The first that applies. Source: section 7.4 of the specification."""
    complete = row is not None and row.complete
    if item.stage is Stage.QUEUED:
        return ItemState("queuedDL", active=False, complete=False)
    if item.failure:
        missing = item.failure == MISSING
        return ItemState("missingFiles" if missing else "error", active=False, complete=complete and not missing)
    if row is None:
        return ItemState("metaDL", active=True, complete=False)
    if row.error:
        return ItemState("missingFiles" if row.transfer.missing_data else "error", active=False, complete=complete)
    return _complete(item, row) if complete else _incomplete(item, row, moment)


def _complete(item: Item, row: Download) -> ItemState:
    if item.from_cache:
        return ItemState("cached", active=False, complete=True)
    match row.state:
        case DownloadState.MOVING:
            return ItemState("moving", active=True, complete=True)
        case DownloadState.SEEDING if not item.paused:
            peers = row.transfer.peers_connected > 0
            return ItemState("uploading" if peers else "uploading (no peers)", active=True, complete=True)
        case _:
            return ItemState("completed", active=False, complete=True)


def _incomplete(item: Item, row: Download, moment: Moment) -> ItemState:
    if row.state in (DownloadState.HASHCHECKING, DownloadState.WAITING_FOR_HASHCHECK):
        return ItemState(_checking(item, row), active=True, complete=False)
    if item.paused or row.state is DownloadState.STOPPED:
        return ItemState("paused", active=False, complete=False)
    match row.state:
        case DownloadState.METADATA:
            name = "metaDL"
        case DownloadState.ALLOCATING_DISKSPACE:
            name = "allocating"
        case DownloadState.QUEUED | DownloadState.CIRCUITS | DownloadState.EXIT_NODES:
            return ItemState("queuedDL", active=False, complete=False)
        case _:
            name = "stalled (no seeds)" if _is_stalled(item, row, moment) else "downloading"
    return ItemState(name, active=True, complete=False)


def _checking(item: Item, row: Download) -> str:
    if row.transfer.activity is Activity.CHECKING_RESUME_DATA:
        return "checkingResumeData"
    return "checkingDL" if item.finished is None else "checkingUP"


def _is_stalled(item: Item, row: Download, moment: Moment) -> bool:
    transfer = row.transfer
    if not moment.stalled_after or transfer.download_rate or transfer.seeds_connected:
        return False
    last = max(transfer.last_download or 0, item.started or 0)
    return moment.now - last >= moment.stalled_after
