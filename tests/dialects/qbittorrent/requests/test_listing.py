"""Whatever is asked, it is read as far as it can be, and the answer is what a plain reading of the words says."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import fields

from tests.builders import a_download, a_transfer, some_settings
from tests.fakes.catalogue import FakeStore
from tribler_core.config.sections import QBittorrentProfile
from tribler_core.dialects.qbittorrent.labels import Scene
from tribler_core.dialects.qbittorrent.naming.identities import Identities
from tribler_core.dialects.qbittorrent.profiles import PROFILES
from tribler_core.dialects.qbittorrent.requests.fields import Parameters, Separated, torrent_ids
from tribler_core.dialects.qbittorrent.requests.listing import InfoQuery, select
from tribler_core.dialects.qbittorrent.rows import Rows
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.events import EventBus
from tribler_core.web.fields import Flag, WholeNumber
from tribler_core.web.request.validation import load

PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Busy machines draw slowly."""
TEXTS = st.text(max_size=12) | st.sampled_from(["", "all", "1", "-1", "0", "true", "False", "1.5", " 2 ", "nan", "1e9"])
VALUES = TEXTS | st.lists(TEXTS, max_size=3) | st.none() | st.booleans() | st.integers() | st.floats()
KEYS = sorted((field.data_key or name) for name, field in InfoQuery().fields.items())
CATEGORIES = ["", "films", "films/old", "filmsy", "music"]
TAGS = [(), ("a",), ("a", "b")]
DOWNLOADS = st.builds(
    lambda number, category, tags, private, rate, name: a_download(
        number,
        settings=some_settings(category=category or None, tags=tags, name=name),
        transfer=a_transfer(private=private, download_rate=rate, has_metadata=rate != 1),
    ),
    st.integers(0, 50),
    st.sampled_from(CATEGORIES),
    st.sampled_from(TAGS),
    st.booleans(),
    st.integers(0, 2),
    st.sampled_from(["b", "a", "B", None]),
)
LISTS = st.lists(DOWNLOADS, max_size=8, unique_by=lambda download: download.infohash)


def asked(**values: Any) -> dict[str, Any]:
    return load(InfoQuery(), values)


def rows_of(downloads: list[Download]) -> Rows:
    events = EventBus()
    table = LiveTable(Revision(1), events.publish)
    for download in downloads:
        table.put(download)
    identities = Identities(table, events, FakeStore(), TaskOwner())
    return Rows(identities, lambda: Scene(profile=PROFILES[QBittorrentProfile.V5_1]), early=False)


def listed(downloads: list[Download], **values: Any) -> list[Download]:
    return select(downloads, asked(**values), rows_of(downloads))


@PATIENT
@given(st.dictionaries(st.sampled_from([*KEYS, "unknown"]), VALUES))
def test_nothing_that_can_be_sent_is_refused_and_what_cannot_be_read_counts_as_absent(sent: dict[str, Any]) -> None:
    read, defaults = asked(**sent), asked()

    assert read.keys() >= defaults.keys()
    assert all(type(read[name]) is int for name in ("limit", "offset"))
    assert all(type(read[name]) is bool for name in ("reverse", "include_trackers", "include_files"))
    assert "private" not in read or type(read["private"]) is bool
    for name in defaults.keys() - sent.keys() - {"include_trackers", "include_files"}:
        assert read[name] == defaults[name]


@PATIENT
@given(st.integers(1 - 2**63, 2**63 - 1))
def test_whole_numbers_are_read_and_others_are_not(number: int) -> None:
    assert asked(limit=str(number))["limit"] == asked(limit=f" {number} ")["limit"] == number
    assert asked(limit=f"{number}.5")["limit"] == asked(limit=f"{number}x")["limit"] == 0
    assert asked(limit=str(number + 2**64))["limit"] == 0


@PATIENT
@given(st.sampled_from(["true", "yes", "on", "1"]), st.sampled_from(["false", "no", "off", "0"]), st.randoms())
def test_switches_are_read_in_any_case(yes: str, no: str, random: Any) -> None:
    def mixed(text: str) -> str:
        return "".join(random.choice((letter.upper(), letter.lower())) for letter in text)

    assert asked(reverse=mixed(yes), private=mixed(yes)) == {**asked(), "reverse": True, "private": True}
    assert asked(reverse=mixed(no), private=mixed(no)) == {**asked(), "private": False}


@PATIENT
@given(LISTS, st.sampled_from([*CATEGORIES, "nothing"]), st.sampled_from(["", "a", "b", "c"]), st.booleans())
def test_categories_tags_and_privacy_choose(downloads: list[Download], category: str, tag: str, private: bool) -> None:
    """A category holds what lies below it, and nothing that is merely called alike; empty means none."""

    def within(download: Download) -> bool:
        own = (download.settings.category or "").split("/")
        return own[: len(category.split("/"))] == category.split("/") if category else own == [""]

    def tagged(download: Download) -> bool:
        return tag in download.settings.tags if tag else download.settings.tags == ()

    assert listed(downloads, category=category) == [each for each in downloads if within(each)]
    assert listed(downloads, tag=tag) == [each for each in downloads if tagged(each)]
    known = [each for each in downloads if each.transfer.has_metadata]
    assert listed(downloads, private=str(private)) == [each for each in known if each.transfer.private == private]
    both = listed(downloads, category=category, tag=tag)
    assert both == [each for each in downloads if within(each) and tagged(each)]


@PATIENT
@given(LISTS, st.sampled_from(["name", "dlspeed", "private", "category", "hash"]), st.booleans())
def test_sorting_is_stable_and_reversed_as_a_whole(downloads: list[Download], key: str, descending: bool) -> None:
    rows = rows_of(downloads)
    found = listed(downloads, sort=key, reverse=str(descending))
    upright = found[::-1] if descending else found
    shown = [rows.present(each)[key] for each in upright]
    values: list[Any] = [False if value is None else value for value in shown]

    assert sorted(each.infohash for each in found) == sorted(each.infohash for each in downloads)
    assert values == sorted(values)
    places = {each.infohash: place for place, each in enumerate(downloads)}
    for (one, value), (other, following) in itertools.pairwise(zip(upright, values, strict=True)):
        assert value != following or places[one.infohash] < places[other.infohash]


@PATIENT
@given(LISTS, st.integers(1, 4))
def test_pages_put_together_are_the_whole(downloads: list[Download], size: int) -> None:
    pages = [listed(downloads, limit=size, offset=start) for start in range(0, len(downloads) + size, size)]

    assert [each for page in pages for each in page] == downloads
    assert all(len(page) <= size for page in pages)


@PATIENT
@given(LISTS, st.integers(-10, 10), st.integers(-2, 10))
def test_an_offset_counts_from_either_end(downloads: list[Download], offset: int, limit: int) -> None:
    rest = downloads[offset:] if offset >= -len(downloads) else downloads

    assert listed(downloads, offset=offset, limit=limit) == (rest[:limit] if limit > 0 else rest)


@PATIENT
@given(LISTS, TEXTS)
def test_a_filter_that_nobody_knows_hides_nothing(downloads: list[Download], name: str) -> None:
    assert listed(downloads, filter=f"not {name}") == downloads


@PATIENT
@given(LISTS)
def test_what_runs_and_what_is_stopped_are_all(downloads: list[Download]) -> None:
    parts = [listed(downloads, filter=name) for name in ("running", "stopped")]
    assert sorted(each.infohash for part in parts for each in part) == sorted(each.infohash for each in downloads)
    assert listed(downloads, filter="paused") == listed(downloads, filter="stopped")
    assert listed(downloads, filter="resumed") == listed(downloads, filter="running")


def test_a_key_that_no_torrent_has_cannot_sort() -> None:
    with pytest.raises(InvalidParameter, match="'sort' parameter is invalid"):
        listed([a_download()], sort="Name")
    assert listed([], sort="Name") == []


class Anything(Parameters):
    """Fields of each kind."""

    ids = torrent_ids()
    lines = Separated("\n", keep_empty=True)
    urls = Separated("|", percent=True)
    number = WholeNumber()
    flag = Flag()
    plain = fields.String()


WORDS = st.text(st.characters(exclude_characters="|\n\0", codec="utf-8"), min_size=1, max_size=8)


@PATIENT
@given(st.lists(WORDS.map(str.strip).filter(bool), max_size=5))
def test_lists_are_split_where_they_are_joined(words: list[str]) -> None:
    assert load(Anything(), {"ids": "|".join(words)})["ids"] == words
    assert load(Anything(), {"ids": " | ".join(words) + "||"})["ids"] == words


@PATIENT
@given(st.lists(WORDS.map(str.strip), max_size=5))
def test_empty_lines_mean_something(lines: list[str]) -> None:
    """The next tier of trackers."""
    assert load(Anything(), {"lines": "\n".join(lines)})["lines"] == (lines or [""])


@PATIENT
@given(st.dictionaries(st.sampled_from(["ids", "lines", "urls", "number", "flag", "plain"]), VALUES))
def test_any_request_can_be_read(sent: dict[str, Any]) -> None:
    read = load(Anything(), sent)

    assert read.keys() <= sent.keys()
    assert all(isinstance(read[name], list) for name in read.keys() & {"ids", "lines", "urls"})
