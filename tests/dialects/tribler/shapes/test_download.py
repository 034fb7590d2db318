"""A presented download has what is documented, in numbers that every client can read."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.dialects.tribler.examples import FILES, V1, V2, bare_magnet, half_done
from tribler_core.dialects.tribler.shapes.download import (
    CurrentDownloadShape,
    Defaults,
    LegacyDownloadShape,
    present_current,
    present_legacy,
)
from tribler_core.dialects.tribler.vocabulary import NO_ESTIMATE, StatusVocabulary
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity
from tribler_core.foundation.units import Bytes, BytesPerSecond

DEFAULTS = Defaults(seeding_ratio=2.0)
ON_REQUEST = {"peers", "pieces"}
RECORDED = Path(__file__).parent / "recorded"


def changed(download: Download, **transfer: Any) -> Download:
    return replace(download, transfer=replace(download.transfer, **transfer))


@pytest.mark.parametrize("download", [half_done(), bare_magnet()])
def test_a_legacy_download_has_exactly_the_documented_fields(download: Download) -> None:
    row = present_legacy(download, DEFAULTS, FILES)

    assert row.keys() == LegacyDownloadShape().fields.keys() - ON_REQUEST
    assert LegacyDownloadShape().validate(row) == {}


@pytest.mark.parametrize("download", [half_done(), bare_magnet()])
def test_a_current_download_has_exactly_the_documented_fields(download: Download) -> None:
    row = present_current(download, DEFAULTS)

    assert row.keys() == CurrentDownloadShape().fields.keys() - ON_REQUEST - {"availability"}
    assert CurrentDownloadShape().validate(row) == {}


@pytest.mark.parametrize("face", ["legacy", "current"])
def test_a_download_is_shown_as_recorded(face: str) -> None:
    row = present_legacy(half_done(), DEFAULTS, FILES) if face == "legacy" else present_current(half_done(), DEFAULTS)

    assert row == json.loads((RECORDED / f"{face}_download.json").read_text(encoding="utf-8"))


def test_nothing_shown_is_null_or_infinite() -> None:
    for row in (present_legacy(bare_magnet(), DEFAULTS), present_current(bare_magnet(), DEFAULTS)):
        assert None not in row.values()
        assert all(math.isfinite(value) for value in row.values() if isinstance(value, float))


def test_the_identity_is_the_short_hash_where_there_is_one() -> None:
    hybrid, second = present_current(half_done(), DEFAULTS), present_current(bare_magnet(), DEFAULTS)

    assert (hybrid["infohash"], hybrid["infohash_v1"], hybrid["infohash_v2"]) == (V1, V1, V2)
    assert (second["infohash"], second["infohash_v1"], second["infohash_v2"]) == (V2, "", V2)


def test_files_may_be_left_out() -> None:
    assert "files" not in present_legacy(half_done(), DEFAULTS)


def test_the_remaining_time_counts_what_is_wanted() -> None:
    assert present_current(half_done(), DEFAULTS)["eta"] == 10


@pytest.mark.parametrize(
    ("transfer", "eta"),
    [
        ({"download_rate": BytesPerSecond(0)}, NO_ESTIMATE),
        ({"download_rate": BytesPerSecond(1), "wanted": Bytes(2**62)}, NO_ESTIMATE),
        ({"activity": Activity.SEEDING}, 0),
        ({"paused": True}, 0),
        ({"has_metadata": False}, 0),
        ({"error": "disk full"}, 0),
    ],
)
def test_the_remaining_time_has_sentinels(transfer: dict[str, Any], eta: int) -> None:
    assert present_current(changed(half_done(), **transfer), DEFAULTS)["eta"] == eta


@pytest.mark.parametrize(
    ("transfer", "ratio"),
    [({}, 0.5), ({"progress": 0.0}, -1.0), ({"progress": 0.0, "uploaded": Bytes(0)}, 0.0)],
)
def test_the_ratio_over_all_sessions_can_be_infinite(transfer: dict[str, Any], ratio: float) -> None:
    assert present_current(changed(half_done(), **transfer), DEFAULTS)["all_time_ratio"] == ratio


def test_the_old_ratio_is_zero_when_nothing_was_downloaded() -> None:
    assert present_current(half_done(), DEFAULTS)["ratio"] == 0.5
    assert present_current(changed(half_done(), downloaded=Bytes(0)), DEFAULTS)["ratio"] == 0.0


def test_scraped_numbers_replace_known_ones_that_are_smaller() -> None:
    scraped = present_current(changed(half_done(), scrape_seeds=100, scrape_leeches=1), DEFAULTS)
    known = present_current(changed(half_done(), scrape_seeds=1, scrape_leeches=1), DEFAULTS)

    assert (scraped["num_seeds"], scraped["num_peers"]) == (100, 1)
    assert (known["num_seeds"], known["num_peers"]) == (10, 20)


def test_a_stopped_download_has_no_rates_and_no_swarm() -> None:
    row = present_current(changed(half_done(), paused=True), DEFAULTS)

    assert [row[name] for name in ("speed_down", "speed_up", "num_peers", "num_seeds")] == [0, 0, 0, 0]


def test_limits_are_told_in_both_spellings() -> None:
    row = present_current(half_done(), DEFAULTS)

    assert (row["download_limit"], row["max_download_speed"]) == (65536, 65536)
    assert (row["upload_limit"], row["max_upload_speed"]) == (-1, 0)


def test_a_download_without_a_target_of_its_own_shows_the_default() -> None:
    assert present_current(half_done(), DEFAULTS)["seeding_ratio"] == 1.5
    assert present_current(bare_magnet(), DEFAULTS)["seeding_ratio"] == 2.0


def test_the_vocabulary_can_be_chosen() -> None:
    queued = changed(half_done(), paused=True, auto_managed=True)

    assert present_current(queued, DEFAULTS)["status"] == "QUEUED"
    assert present_current(queued, DEFAULTS, StatusVocabulary.TRIBLER_8_0)["status"] == "STOPPED"
    assert present_legacy(queued, DEFAULTS)["status"] == "DLSTATUS_STOPPED"
