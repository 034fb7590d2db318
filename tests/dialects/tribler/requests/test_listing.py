"""Queries of lists, read."""

import pytest

from tests.builders import a_download, a_transfer, an_infohash, some_infohashes
from tribler_core.dialects.tribler.requests.listing import LegacyListQuery, Listing, ListQuery, to_listing
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.views import SortField, View
from tribler_core.web.request.forms import Values
from tribler_core.web.request.validation import load

KNOWN = some_infohashes(1, hybrid=True)


def resolve(infohash: InfoHash) -> InfoHash | None:
    return KNOWN.identity if infohash in (KNOWN.v1, KNOWN.v2) else None


def read(face: Face = Face.CURRENT, **query: object) -> Listing:
    values: Values = query
    return to_listing(load((LegacyListQuery if face is Face.LEGACY else ListQuery)(), values), face, resolve)


def test_a_bare_request_asks_for_everything() -> None:
    assert read() == Listing(files=False)
    assert read(Face.LEGACY) == Listing(files=True)


def test_bare_flags_are_true() -> None:
    asked = read(get_peers="", get_pieces="1", get_availability="0")

    assert (asked.details.peers, asked.details.pieces, asked.details.availability) == (True, True, False)


def test_an_infohash_filters_the_legacy_list_and_details_the_current_one() -> None:
    legacy, current = read(Face.LEGACY, infohash=KNOWN.v2), read(infohash=KNOWN.v2)

    assert (legacy.only, current.only) == (KNOWN.identity, None)
    assert current.detailed == KNOWN.identity


def test_an_infohash_that_nobody_has_matches_nothing() -> None:
    asked = read(Face.LEGACY, infohash="nonsense")

    assert asked.only == "nonsense"
    assert not asked.admits(a_download(1))


def test_an_empty_infohash_is_none() -> None:
    assert read(infohash="", excluded="").detailed is None


def test_order_and_page_are_read() -> None:
    assert read(sort="-speed_down", offset="10", limit="5").view == View(
        sort=SortField.DOWNLOAD_RATE, descending=True, offset=10, limit=5
    )


def test_states_are_named_as_they_are_shown() -> None:
    states = {DownloadState.SEEDING, DownloadState.STOPPED, DownloadState.QUEUED}

    assert read(state="seeding,DLSTATUS_STOPPED").view.states == frozenset(states)


def test_fields_always_bring_the_infohash() -> None:
    assert read(fields="name, progress").fields == frozenset({"name", "progress", "infohash"})


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"sort": "colour"}, "sort"),
        ({"state": "sleeping"}, "state"),
        ({"fields": "colour"}, "fields"),
        ({"fields": "vod_mode"}, "fields"),
        ({"since": "-1"}, "since"),
        ({"since": "1", "limit": "2"}, "since"),
        ({"limit": "many"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"get_peers": "perhaps"}, "get_peers"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(query: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidParameter, match=reason):
        read(Face.CURRENT, **query)


def test_a_delta_can_be_filtered() -> None:
    asked = read(since="1", state="DOWNLOADING", name="IMAG", excluded=an_infohash(2))

    assert asked.admits(a_download(1))
    assert not asked.admits(a_download(2))
    assert not asked.admits(a_download(1, transfer=a_transfer(paused=True)))
    assert not asked.admits(a_download(1, transfer=a_transfer(name="other")))
