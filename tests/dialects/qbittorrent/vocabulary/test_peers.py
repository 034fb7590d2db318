"""Letters, ids and addresses of peers; numbers of trackers and files."""

import pytest

from tribler_core.config.sections import QBittorrentProfile
from tribler_core.dialects.qbittorrent.endpoints.torrents.swarm import address_of, is_announce_url
from tribler_core.dialects.qbittorrent.profiles import PROFILES
from tribler_core.dialects.qbittorrent.vocabulary.numbers import from_position, from_priority, to_limit, to_priority
from tribler_core.dialects.qbittorrent.vocabulary.peers import client_of_id
from tribler_core.dialects.qbittorrent.vocabulary.trackers import status_word
from tribler_core.domain.swarm.tracker import Tracker, TrackerState

EARLY, NOW, LATER = (
    PROFILES[each] for each in (QBittorrentProfile.V2_0, QBittorrentProfile.V5_1, QBittorrentProfile.V5_2)
)


@pytest.mark.parametrize(
    ("peer_id", "client"),
    [(b"-qB5140-abcdefghijkl", "-qB5140-"), (bytes(20), ""), (b"\xff" * 20, "Unknown"), (b"", "")],
)
def test_the_client_is_read_off_the_id(peer_id: bytes, client: str) -> None:
    assert client_of_id(peer_id) == client


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("1.2.3.4:80", ("1.2.3.4", 80)),
        ("[::1]:80", ("::1", 80)),
        ("::1:80", None),
        ("[1.2.3.4]:80", None),
        ("1.2.3.4", None),
        ("1.2.3.4:0", None),
        ("1.2.3.4:65536", None),
        ("name:80", None),
        ("", None),
    ],
)
def test_addresses_of_peers_are_read_strictly(text: str, address: tuple[str, int] | None) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://a/b", "http://", "http://[", "udp:"])
def test_what_is_no_tracker_is_known(url: str) -> None:
    assert not is_announce_url(url)


@pytest.mark.parametrize(
    ("tracker", "early", "now", "later"),
    [
        (Tracker("u"), "Not contacted yet", 1, 1),
        (Tracker("u", state=TrackerState.WORKING), "Working", 2, 2),
        (Tracker("u", state=TrackerState.WARNING), "Working", 2, 2),
        (Tracker("u", state=TrackerState.UPDATING), "Updating...", 3, 1),
        (Tracker("u", state=TrackerState.UPDATING, peers=5), "Updating...", 3, 2),
        (Tracker("u", state=TrackerState.TIMEOUT), "Not working", 4, 6),
        (Tracker("u", state=TrackerState.HTTP_ERROR), "Not working", 4, 4),
        (Tracker("u", state=TrackerState.ERROR, message="no"), "Not working", 4, 5),
        (Tracker("u", state=TrackerState.DISABLED), "Not contacted yet", 1, 1),
    ],
)
def test_trackers_have_a_status_in_every_profile(tracker: Tracker, early: str, now: int, later: int) -> None:
    assert [status_word(tracker, profile) for profile in (EARLY, NOW, LATER)] == [early, now, later]


def test_sentinels_go_both_ways() -> None:
    assert [to_limit(number) for number in (-5, 0, 1)] == [None, None, 1]
    assert [from_position(position) for position in (None, 0, 3)] == [0, 1, 4]
    assert [to_priority(number) for number in (-1, 0, 1, 4, 5, 6, 7, 8)] == [None, 0, 4, 4, 4, 6, 7, None]
    assert [from_priority(number) for number in (0, 1, 4, 5, 6, 7)] == [0, 1, 1, 1, 6, 7]
