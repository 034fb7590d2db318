"""The JSON of settings and magnets comes back exactly, or is known to be broken."""

from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_magnet, an_infohash, some_settings
from tribler_core.domain.download.settings import MAX_HOPS, DownloadSettings, SeedingRule
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.source import Magnet
from tribler_core.storage.records import (
    BrokenValue,
    from_json,
    magnet_from_json,
    read_infohash,
    settings_from_json,
    to_json,
)

ANY_TEXT = st.text(st.characters(codec=None))
"""Lone surrogates too: that is how Python spells a file name that is not valid Unicode."""

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PATHS = st.builds(PurePath, ANY_TEXT, ANY_TEXT)

# Zero is no infohash.
INFOHASHES = st.builds(
    InfoHashes,
    st.binary(min_size=20, max_size=20).filter(any).map(bytes.hex).map(InfoHash),
    st.none() | st.binary(min_size=32, max_size=32).filter(any).map(bytes.hex).map(InfoHash),
)

SETTINGS = st.builds(
    DownloadSettings,
    destination=PATHS,
    completed_dir=st.none() | PATHS,
    hops=st.integers(0, MAX_HOPS),
    seeding=st.builds(SeedingRule, ratio=st.none() | NUMBERS, time=st.none() | NUMBERS),
    name=st.none() | ANY_TEXT,
)

TIERS = st.lists(st.lists(ANY_TEXT).map(tuple)).map(tuple)
MAGNETS = st.builds(
    Magnet,
    infohashes=INFOHASHES,
    name=ANY_TEXT,
    trackers=TIERS,
    peers=st.lists(st.tuples(ANY_TEXT, st.integers(0, 65535))).map(tuple),
)


@given(SETTINGS)
def test_settings_come_back_exactly(settings: DownloadSettings) -> None:
    assert settings_from_json(to_json(settings)) == settings


@given(MAGNETS)
def test_magnets_come_back_exactly(magnet: Magnet) -> None:
    assert magnet_from_json(to_json(magnet)) == magnet


@given(SETTINGS)
def test_what_is_written_is_ascii(settings: DownloadSettings) -> None:
    assert to_json(settings).isascii()


def test_every_field_is_written_so_that_a_new_default_changes_no_old_download() -> None:
    assert from_json(to_json(some_settings())).keys() == DownloadSettings.__dataclass_fields__.keys()


def test_keys_of_a_newer_version_are_ignored() -> None:
    assert settings_from_json('{"destination":"/downloads","invented_later":{"a":[1]}}') == some_settings()


def test_a_missing_key_takes_the_default() -> None:
    assert settings_from_json('{"destination":"/downloads","hops":2}') == some_settings(hops=2)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON"),
        ('{"destination"', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "is no dict"),
        ("null", "is no dict"),
        ("{}", "destination"),
        ('{"destination":null}', "destination: None is no str"),
        ('{"destination":"/caf\u00e9"}', "not the text that was written"),
        ('{"destination":"/d","hops":"1"}', "hops: '1' is no int"),
        ('{"destination":"/d","hops":true}', "hops: True is no int"),
        ('{"destination":"/d","hops":1.0}', "hops: 1.0 is no int"),
        ('{"destination":"/d","sequential":1}', "sequential: 1 is no bool"),
        ('{"destination":"/d","seeding":{"mode":"sometimes"}}', "seeding: mode: 'sometimes'"),
        ('{"destination":"/d","seeding":{"ratio":"2"}}', "seeding: ratio: '2' is no number"),
        ('{"destination":"/d","file_priorities":4}', "file_priorities: 4 is no list"),
        ('{"destination":"/d","file_priorities":[4,null]}', "file_priorities: None is no int"),
    ],
)
def test_settings_of_a_wrong_type_are_broken(text: str, complaint: str) -> None:
    with pytest.raises(BrokenValue, match=complaint):
        settings_from_json(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"infohashes": {"v1": None, "v2": None}},
        {"infohashes": {"v1": "0" * 39, "v2": None}},
        {"infohashes": {"v1": "A" * 40, "v2": None}},
        {"infohashes": {"v1": 7, "v2": None}},
        {"peers": [["127.0.0.1"]]},
        {"peers": [["127.0.0.1", "1"]]},
        {"trackers": ["http://tracker"]},
    ],
)
def test_a_magnet_of_a_wrong_shape_is_broken(changes: dict[str, Any]) -> None:
    text = to_json(from_json(to_json(a_magnet())) | changes)

    with pytest.raises(BrokenValue):
        magnet_from_json(text)


@pytest.mark.parametrize("value", [b"{}", None, 1, memoryview(b"{}")])
def test_only_text_is_read(value: object) -> None:
    with pytest.raises(BrokenValue):
        from_json(value)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), b"bytes", object(), {1: object()}])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        to_json(value)


def test_an_infohash_is_read_in_the_one_form_in_which_it_is_written() -> None:
    assert read_infohash(str(an_infohash())) == an_infohash()
    with pytest.raises(BrokenValue):
        read_infohash(an_infohash().upper())


def test_equal_settings_are_one_object() -> None:
    text = to_json(some_settings(name="shared"))

    assert settings_from_json(text) is settings_from_json(str(text.encode(), "ascii"))
