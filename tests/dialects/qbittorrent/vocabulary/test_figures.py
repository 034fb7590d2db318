"""The formulae of section 3.1.2."""

import math

import pytest

from tests.builders import ADDED, MEBIBYTE, a_download, a_finished_transfer, a_transfer, some_settings
from tribler_core.config.sections import QBittorrentProfile
from tribler_core.dialects.qbittorrent.profiles import PROFILES
from tribler_core.dialects.qbittorrent.vocabulary.figures import (
    eta_of,
    from_ratio,
    last_activity_of,
    mean_rate,
    popularity_of,
    progress_of,
    ratio_of,
)
from tribler_core.dialects.qbittorrent.vocabulary.numbers import FOREVER
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import (
    NO_LIMITS,
    USE_GLOBALS,
    ShareLimits,
    from_rule,
    to_rule,
)
from tribler_core.domain.download.settings import SeedingMode, SeedingRule
from tribler_core.domain.download.state import Activity
from tribler_core.foundation.units import Seconds

NEW, OLD = PROFILES[QBittorrentProfile.V5_1], PROFILES[QBittorrentProfile.V4_6]
FIVE_MINUTES = ShareLimits(-1.0, 5, -1)
RATIO_OF_TWO = ShareLimits(2.0, -1, -1)


def test_progress_is_never_rounded_up() -> None:
    assert progress_of(a_transfer(wanted=10**6, wanted_done=10**6 - 1)) == 0.999999
    assert progress_of(a_transfer(wanted=10**6, wanted_done=10**6)) == 1.0
    assert progress_of(a_transfer(wanted=0, wanted_done=0)) == 0.0
    assert progress_of(a_transfer(activity=Activity.CHECKING_FILES, progress=0.25)) == 0.25


def test_ratio_is_of_what_was_downloaded_or_was_there() -> None:
    assert ratio_of(a_transfer(downloaded=100, uploaded=50, done=100)) == 0.5
    assert ratio_of(a_transfer(downloaded=0, uploaded=50, done=100)) == 0.5
    assert ratio_of(a_transfer(downloaded=0, uploaded=0, done=0)) == 0.0
    assert ratio_of(a_transfer(downloaded=0, uploaded=5, done=0)) == math.inf


def test_an_infinite_ratio_has_a_number_in_each_profile() -> None:
    assert (from_ratio(math.inf, NEW), from_ratio(math.inf, OLD)) == (-1.0, 9999.0)
    assert (from_ratio(10**6, NEW), from_ratio(10**6, OLD)) == (10**6, 9999.0)


def test_popularity_is_the_ratio_for_each_month() -> None:
    assert popularity_of(a_transfer(downloaded=1, uploaded=4, done=1, active_time=2 * 2_629_746)) == 2.0
    assert popularity_of(a_transfer(active_time=0)) == 0.0
    assert popularity_of(a_transfer(downloaded=0, uploaded=4, done=0, active_time=5)) == -1.0


def test_the_last_activity_is_either_way_or_the_adding() -> None:
    assert last_activity_of(a_transfer()) == ADDED
    assert last_activity_of(a_transfer(last_download=7, last_upload=9)) == 9
    assert last_activity_of(a_transfer(last_download=7)) == 7


@pytest.mark.parametrize(
    ("transfer", "limits", "seconds"),
    [
        (a_transfer(download_rate=1024), NO_LIMITS, MEBIBYTE // 2 // 1024),
        (a_transfer(download_rate=0), NO_LIMITS, FOREVER),
        (a_transfer(wanted=10**15, download_rate=1), NO_LIMITS, FOREVER),
        (a_finished_transfer(), NO_LIMITS, FOREVER),
        (a_finished_transfer(finished_time=100), FIVE_MINUTES, 200),
        (a_finished_transfer(finished_time=1000), FIVE_MINUTES, 0),
        (a_finished_transfer(uploaded=MEBIBYTE, upload_rate=1024), RATIO_OF_TWO, 1024),
        (a_finished_transfer(uploaded=2 * MEBIBYTE), RATIO_OF_TWO, 0),
        (a_finished_transfer(uploaded=0, upload_rate=0), RATIO_OF_TWO, FOREVER),
    ],
)
def test_the_estimate_is_of_completion_and_then_of_the_end_of_seeding(
    transfer: object, limits: ShareLimits, seconds: int
) -> None:
    assert eta_of(a_download(transfer=transfer), limits) == seconds
    assert eta_of(a_download(transfer=transfer, settings=some_settings(user_stopped=True)), limits) == FOREVER


def test_a_mean_needs_time() -> None:
    assert (mean_rate(100, 10), mean_rate(100, 0), mean_rate(100, -5)) == (10, -1, -1)


@pytest.mark.parametrize(
    ("rule", "limits"),
    [
        (SeedingRule(), USE_GLOBALS),
        (SeedingRule(mode=SeedingMode.FOREVER), NO_LIMITS),
        (SeedingRule(mode=SeedingMode.NEVER), ShareLimits(0.0, -1, -1)),
        (SeedingRule(mode=SeedingMode.RATIO, ratio=1.5), ShareLimits(1.5, -1, -1)),
        (SeedingRule(mode=SeedingMode.TIME, time=Seconds(600)), ShareLimits(-1.0, 10, -1)),
    ],
)
def test_rules_of_the_house_are_told_as_limits(rule: SeedingRule, limits: ShareLimits) -> None:
    assert from_rule(rule) == limits


@pytest.mark.parametrize(
    "limits",
    [
        USE_GLOBALS,
        NO_LIMITS,
        ShareLimits(0.0, 0, 0),
        ShareLimits(1.5, 60, -2, "Remove", "MatchAll"),
        ShareLimits(-2.0, -1, 5, "EnableSuperSeeding", "MatchAny"),
    ],
)
def test_limits_survive_the_way_there_and_back(limits: ShareLimits) -> None:
    assert from_rule(to_rule(limits)) == limits


def test_gaps_are_filled_with_the_global_limits() -> None:
    common = ShareLimits(2.0, 10, 20, "Stop", "MatchAny")

    assert USE_GLOBALS.over(common) == common
    assert ShareLimits(-1.0, -2, 3).over(common) == ShareLimits(-1.0, 10, 3, "Stop", "MatchAny")
