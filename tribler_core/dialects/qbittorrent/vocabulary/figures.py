"""Figures that are computed: progress, ratio, popularity, times. Source: section 3.1.2 of the specification."""

import math

from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.vocabulary.numbers import FOREVER, UNKNOWN
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import ShareLimits
from tribler_core.dialects.qbittorrent.vocabulary.states import is_stopped
from tribler_core.domain.download.snapshot import Download, Transfer
from tribler_core.domain.download.state import Activity
from tribler_core.foundation.units import Timestamp

_MONTH = 2_629_746
"""Seconds."""
_CHECKING = (Activity.CHECKING_FILES, Activity.CHECKING_RESUME_DATA)
_ALL_THERE_BUT_LITTLE_FETCHED = 0.01


def progress_of(transfer: Transfer) -> float:
    """Of the check while there is one, else of what is wanted; 1 only when nothing is missing."""
    if transfer.activity in _CHECKING:
        return transfer.progress
    if not transfer.wanted:
        return 0.0
    return 1.0 if transfer.wanted_done >= transfer.wanted else transfer.wanted_done / transfer.wanted


def ratio_of(transfer: Transfer) -> float:
    """Uploaded by downloaded; infinite when nothing was downloaded. Who had the data already is measured by that."""
    few = transfer.downloaded < transfer.done * _ALL_THERE_BUT_LITTLE_FETCHED
    downloaded = transfer.done if few else transfer.downloaded
    if not downloaded:
        return math.inf if transfer.uploaded else 0.0
    return transfer.uploaded / downloaded


def from_ratio(ratio: float, profile: Profile) -> float:
    """As a release shows it: capped, or -1 for what has no end."""
    if profile.largest_ratio is not None:
        return min(ratio, profile.largest_ratio)
    return float(UNKNOWN) if math.isinf(ratio) else ratio


def popularity_of(transfer: Transfer) -> float:
    """Ratio for each month of activity; -1: infinite."""
    if not transfer.active_time:
        return 0.0
    ratio = ratio_of(transfer)
    return float(UNKNOWN) if math.isinf(ratio) else ratio / (transfer.active_time / _MONTH)


def last_activity_of(transfer: Transfer) -> int:
    """When payload last went either way, or when it was added. Unix seconds."""
    last = max(transfer.last_download or 0, transfer.last_upload or 0)
    return last or transfer.added


def eta_of(download: Download, limits: ShareLimits) -> int:
    """Seconds until it is complete; until a limit ends its seeding, when it is. `limits` are the effective ones."""
    transfer = download.transfer
    if is_stopped(download):
        return FOREVER
    if not download.complete:
        missing = transfer.wanted - transfer.wanted_done
        return _capped(missing / transfer.download_rate) if transfer.download_rate else FOREVER
    ends = [end for end in (_ratio_end(transfer, limits), _time_end(transfer, limits)) if end is not None]
    return min(ends, default=FOREVER)


def _ratio_end(transfer: Transfer, limits: ShareLimits) -> int | None:
    if limits.ratio < 0:
        return None
    left = (transfer.downloaded or transfer.wanted) * limits.ratio - transfer.uploaded
    if left <= 0:
        return 0
    return _capped(left / transfer.upload_rate) if transfer.upload_rate else FOREVER


def _time_end(transfer: Transfer, limits: ShareLimits) -> int | None:
    if limits.seeding_minutes < 0:
        return None
    return max(0, limits.seeding_minutes * 60 - transfer.finished_time)


def _capped(seconds: float) -> int:
    return int(min(seconds, FOREVER))


def until_announce(transfer: Transfer, now: Timestamp) -> int:
    """Seconds; 0: due, or there is none."""
    return 0 if transfer.next_announce is None else max(0, transfer.next_announce - now)


def mean_rate(total: int, seconds: int) -> int:
    """Bytes/s; -1: no time has passed."""
    return total // seconds if seconds > 0 else UNKNOWN
