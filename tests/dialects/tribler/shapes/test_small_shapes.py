"""The smaller shapes: each presenter gives what its schema promises."""

import json
from dataclasses import replace

import pytest
from marshmallow import Schema

from tests.dialects.tribler.examples import FILES, V1
from tribler_core.dialects.tribler.shapes.answers import (
    ModifiedShape,
    RemovedShape,
    StartedShape,
    present_asked,
    present_modified,
    present_removed,
    present_started,
)
from tribler_core.dialects.tribler.shapes.details import bit_field
from tribler_core.dialects.tribler.shapes.file import DownloadFileShape, present_files
from tribler_core.dialects.tribler.shapes.peer import LegacyPeerShape, PeerShape, present_peer
from tribler_core.dialects.tribler.shapes.statistics import (
    SessionTotalsShape,
    TriblerStatisticsAnswer,
    present_session,
    present_statistics,
)
from tribler_core.dialects.tribler.shapes.torrent_info import (
    TorrentInfoShape,
    present_skipped_magnet,
    present_torrent_info,
)
from tribler_core.dialects.tribler.shapes.tracker import TrackerShape, present_trackers
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.ports import SessionTotals
from tribler_core.domain.swarm.peer import Peer, PeerConnection, PeerFlag
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.foundation.units import Bytes, BytesPerSecond, Timestamp
from tribler_core.services.statistics import Totals

PEER = Peer(
    ip="127.0.0.2",
    port=6881,
    peer_id=b"-TR4000-abcdefghijkl",
    client="Transmission 4",
    connection=PeerConnection.UTP,
    flags=PeerFlag.OUTGOING | PeerFlag.SEED | PeerFlag.CHOKED | PeerFlag.FROM_PEX,
    upload_rate=BytesPerSecond(1),
    download_rate=BytesPerSecond(2),
    uploaded=Bytes(3),
    downloaded=Bytes(4),
    progress=1.0,
    remote_download_rate=BytesPerSecond(0),
    queued_uploads=0,
    send_buffer=Bytes(0),
)
METAINFO = Metainfo(
    infohashes=InfoHashes(V1, None),
    name="Big Buck Bunny",
    size=Bytes(1000),
    piece_length=Bytes(16384),
    piece_count=1,
    files=tuple(file.file for file in FILES),
    trackers=(("http://tracker.example/announce",),),
    web_seeds=(),
    comment="a film",
    creator="someone",
    created=Timestamp(1_700_000_000),
    private=True,
    data=b"d4:infod4:name3:bunee",
)


@pytest.mark.parametrize(("face", "shape"), [(Face.LEGACY, LegacyPeerShape), (Face.CURRENT, PeerShape)])
def test_a_peer_has_exactly_the_documented_fields(face: Face, shape: type[Schema]) -> None:
    shown = present_peer(PEER, face)

    assert shown.keys() == shape().fields.keys()
    assert shape().validate(shown) == {}


def test_a_peer_is_described_from_our_side() -> None:
    shown = present_peer(PEER, Face.CURRENT)

    assert (shown["direction"], shown["connection_type"], shown["uflushed"]) == ("L", 3, True)
    assert (shown["uchoked"], shown["dchoked"], shown["seed"], shown["from_pex"]) == (True, False, True, True)


def test_a_file_has_exactly_the_documented_fields() -> None:
    shown = present_files(FILES)

    assert all(file.keys() == DownloadFileShape().fields.keys() for file in shown)
    assert DownloadFileShape(many=True).validate(shown) == {}
    assert [file["name"] for file in shown] == ["movie.mkv", "extra/poster.png"]


def test_the_only_file_keeps_its_name() -> None:
    single = replace(FILES[0], file=TorrentFile(0, "movie.mkv", Bytes(900)))

    assert [file["name"] for file in present_files((single,))] == ["movie.mkv"]


@pytest.mark.parametrize(
    ("dht", "pex", "statuses"),
    [(True, True, ["Working", "Working"]), (False, True, ["Disabled", "Working"]), (False, False, ["Disabled"] * 2)],
)
def test_the_two_pseudo_trackers_close_the_list(dht: bool, pex: bool, statuses: list[str]) -> None:
    shown = present_trackers((), dht=dht, pex=pex)

    assert [tracker["url"] for tracker in shown] == ["[DHT]", "[PeX]"]
    assert [tracker["status"] for tracker in shown] == statuses
    assert TrackerShape(many=True).validate(shown) == {}


@pytest.mark.parametrize(
    ("pieces", "text"),
    [([], ""), ([True], "gA=="), ([False, True], "QA=="), ([True] * 9, "/4A="), ([False] * 8, "AA==")],
)
def test_pieces_are_a_bit_field_with_the_first_piece_highest(pieces: list[bool], text: str) -> None:
    assert bit_field(pieces) == text


def test_a_torrent_tells_what_is_in_it() -> None:
    shown = present_torrent_info(METAINFO, exists=False, with_metainfo=True)

    assert shown.keys() == TorrentInfoShape().fields.keys()
    assert TorrentInfoShape().validate(shown) == {}


def test_a_torrent_in_hex_has_what_old_clients_read() -> None:
    shown = present_torrent_info(METAINFO, exists=True, with_metainfo=True)
    torrent = json.loads(bytes.fromhex(str(shown["metainfo"])))

    assert torrent["info"]["name"] == "Big Buck Bunny"
    assert torrent["info"]["files"] == [
        {"path": ["movie.mkv"], "length": 900},
        {"path": ["extra", "poster.png"], "length": 100},
    ]
    assert torrent["announce"] == "http://tracker.example/announce"


def test_a_skipped_magnet_tells_nothing() -> None:
    assert TorrentInfoShape().validate(present_skipped_magnet()) == {}


def test_totals_have_exactly_the_documented_fields() -> None:
    session = SessionTotals(Hops(0), 1, 2, 3, 4, 5, 6, 7, 8)
    shown = present_statistics(Totals((session,), received=1, sent=2), "1.0")

    assert TriblerStatisticsAnswer().validate(shown) == {}
    assert present_session(session).keys() == SessionTotalsShape().fields.keys()


@pytest.mark.parametrize(
    ("shown", "shape"),
    [
        (present_started(V1), StartedShape),
        (present_asked(), StartedShape),
        (present_removed(V1), RemovedShape),
        (present_modified(V1), ModifiedShape),
    ],
)
def test_an_answer_has_exactly_the_documented_fields(shown: dict[str, object], shape: type[Schema]) -> None:
    assert shown.keys() == shape().fields.keys()
    assert shape().validate(shown) == {}
