"""What is promised is what is sent: each shape with its presenter, and strict JSON types."""

import json
from dataclasses import replace
from typing import Any

import pytest
from marshmallow import Schema, fields

from tests.builders import a_download, a_finished_transfer, a_magnet_of, a_metainfo, a_transfer, some_infohashes
from tribler_core.config.sections import QBittorrentProfile
from tribler_core.dialects.qbittorrent.journal import LogEntry, PeerEntry
from tribler_core.dialects.qbittorrent.labels import Scene, labels_of
from tribler_core.dialects.qbittorrent.naming.identities import canonical
from tribler_core.dialects.qbittorrent.profiles import PROFILES, Profile
from tribler_core.dialects.qbittorrent.server import ServerFacts
from tribler_core.dialects.qbittorrent.shapes.columns import Row, present, readers_of
from tribler_core.dialects.qbittorrent.shapes.details.file import FileShape, placed, present_files
from tribler_core.dialects.qbittorrent.shapes.details.peer import PeerShape, present_peer
from tribler_core.dialects.qbittorrent.shapes.details.properties import PROPERTIES, PropertiesShape
from tribler_core.dialects.qbittorrent.shapes.log import LogShape, PeerLogShape, present_log, present_peer_log
from tribler_core.dialects.qbittorrent.shapes.server_state import (
    ServerStateShape,
    TransferInfoShape,
    present_server_state,
    present_transfer_info,
)
from tribler_core.dialects.qbittorrent.shapes.torrent import COLUMNS, TorrentShape
from tribler_core.dialects.qbittorrent.shapes.tracker import (
    Mechanisms,
    TrackerShape,
    present_pseudo_trackers,
    present_tracker,
)
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.snapshot import Content, Download
from tribler_core.domain.download.state import Activity, Hold
from tribler_core.domain.swarm.peer import Peer, PeerConnection, PeerFlag
from tribler_core.domain.swarm.tracker import Tracker, TrackerState
from tribler_core.domain.torrent.files import DownloadFile, TorrentFile
from tribler_core.domain.torrent.infohash import InfoHashes

PROFILE = PROFILES[QBittorrentProfile.V5_1]
TYPES: dict[type[Any], tuple[type, ...]] = {
    fields.Integer: (int,),
    fields.Float: (float, int),
    fields.Boolean: (bool,),
    fields.String: (str,),
}
DOWNLOADS = [
    a_download(),
    a_download(transfer=a_finished_transfer(uploaded=10**9), infohashes=some_infohashes(1, hybrid=True)),
    a_download(transfer=a_transfer(activity=Activity.FETCHING_METADATA, has_metadata=False, size=0, name="")),
    a_download(
        trackers=(Tracker("http://a/b", state=TrackerState.ERROR, message="no"),),
        transfer=a_transfer(content=Content("top", several=True, comment="said")),
    ),
]
PEER = Peer(
    ip="::1",
    port=6881,
    peer_id=b"-qB5140-abcdefghijkl",
    client="qBittorrent  5.1\n",
    connection=PeerConnection.UTP,
    flags=PeerFlag.INTERESTING | PeerFlag.FROM_DHT | PeerFlag.SEED,
    upload_rate=1,  # type: ignore[arg-type]  # units are numbers
    download_rate=2,  # type: ignore[arg-type]
    uploaded=3,  # type: ignore[arg-type]
    downloaded=4,  # type: ignore[arg-type]
    progress=0.5,
    remote_download_rate=5,  # type: ignore[arg-type]
    queued_uploads=0,
    send_buffer=0,  # type: ignore[arg-type]
)


def row_of(download: Download, profile: Profile = PROFILE) -> Row:
    return Row(download, canonical(download.infohashes), labels_of(download), Scene(profile=profile))


def check(shape: type[Schema], shown: dict[str, object], *, optional: frozenset[str] = frozenset()) -> None:
    """The keys are those of the shape, and each value has exactly the type that strict clients expect."""
    described = shape().fields
    assert shown.keys() | optional == described.keys() | optional
    json.loads(json.dumps(shown, allow_nan=False))
    for name, value in shown.items():
        field = described[name]
        if value is None:
            assert field.allow_none, name
            continue
        allowed = next((types for kind, types in TYPES.items() if isinstance(field, kind)), (object,))
        strict = type(value) is bool if allowed == (bool,) else not isinstance(value, bool) or allowed == (object,)
        assert isinstance(value, allowed), (name, value)
        assert strict, (name, value)


@pytest.mark.parametrize("download", DOWNLOADS)
def test_a_torrent_is_what_its_shape_says(download: Download) -> None:
    check(TorrentShape, present(row_of(download), readers_of(COLUMNS)))
    check(PropertiesShape, present(row_of(download), readers_of(PROPERTIES)))


def test_the_first_release_knows_fewer_keys() -> None:
    early = dict(readers_of(COLUMNS, early=True))

    assert {"hash", "state", "ratio", "save_path", "magnet_uri"} <= early.keys()
    assert not {"content_path", "infohash_v2", "availability", "popularity"} & early.keys()


def test_the_id_of_a_hybrid_is_the_beginning_of_its_v2_infohash() -> None:
    both = some_infohashes(1, hybrid=True)

    assert canonical(both) == str(both.v2)[:40]
    assert canonical(InfoHashes(both.v1, None)) == both.v1
    assert canonical(a_magnet_of(a_metainfo(version="v2")).infohashes) == str(a_metainfo(version="v2").infohash)[:40]


def test_files_are_what_their_shape_says() -> None:
    files = (
        DownloadFile(TorrentFile(0, "top/a", 20_000), 4, 20_000),  # type: ignore[arg-type]
        DownloadFile(TorrentFile(2, "top/b", 0), 0, 0),  # type: ignore[arg-type]
    )
    shown = present_files(placed(files, a_download()), [1, 0, 1], complete=False)

    check(FileShape, shown[0])
    check(FileShape, shown[1], optional=frozenset({"is_seed"}))
    assert [file["index"] for file in shown] == [0, 1]
    assert [file["piece_range"] for file in shown] == [[0, 1], [2, 2]]
    assert [file["availability"] for file in shown] == [0.5, 1.0]
    assert [file["progress"] for file in shown] == [1.0, 1.0]


def test_trackers_are_what_their_shape_says() -> None:
    later = PROFILES[QBittorrentProfile.V5_2]
    detail = frozenset({"updating", "next_announce", "min_announce", "endpoints"})
    check(TrackerShape, present_tracker(Tracker("http://a/b"), PROFILE), optional=detail)
    check(TrackerShape, present_tracker(Tracker("http://a/b"), later))
    pseudo = present_pseudo_trackers(Mechanisms(dht=True, pex=True, lsd=False), [PEER], a_download())

    for each in pseudo:
        check(TrackerShape, each, optional=detail)
    assert [each["status"] for each in pseudo] == [2, 2, 0]
    assert [each["num_seeds"] for each in pseudo] == [1, 0, 0]
    alone = a_download(transfer=a_transfer(private=True))
    private = present_pseudo_trackers(Mechanisms(dht=True, pex=True, lsd=True), [], alone)
    assert {each["status"] for each in private} == {0}


@pytest.mark.parametrize(
    ("hold", "said"),
    [
        (Hold.NONE, ""),
        (Hold.NO_CIRCUIT, "; waiting for a circuit"),
        (Hold.NO_EXIT, "; waiting, because no exit is known"),
    ],
)
def test_a_hidden_download_says_so_and_what_it_does_without(hold: Hold, said: str) -> None:
    stripped = ("1 web seeds: they are seen", "2 trackers")
    hidden = a_download(settings=replace(a_download().settings, hops=Hops(2)), hold=hold, stripped=stripped)

    rows = present_pseudo_trackers(Mechanisms(dht=True, pex=True, lsd=True), [], hidden)

    assert {row["msg"] for row in rows} == {
        f"Hidden behind 2 hops{said}; left out: 1 web seeds: they are seen, 2 trackers"
    }
    assert [row["status"] for row in rows] == [2, 2, 0]  # the local network is never asked


def test_a_peer_is_what_its_shape_says() -> None:
    shown = present_peer(PEER, size=100)

    check(PeerShape, shown)
    assert shown["flags"] == "D ? I H P"
    assert shown["client"] == "qBittorrent 5.1"
    assert str(shown["flags_desc"]).count("\n") == 4


def test_the_state_of_the_server_is_what_its_shape_says() -> None:
    check(ServerStateShape, present_server_state(ServerFacts(), 1, 2))
    check(TransferInfoShape, present_transfer_info(ServerFacts(), 1, 2))


def test_lines_of_the_log_are_what_their_shapes_say() -> None:
    entry, early = LogEntry(1, "said", 1_700_000_000_123, 2), PROFILES[QBittorrentProfile.V2_0]

    check(LogShape, present_log(entry, PROFILE))
    check(PeerLogShape, present_peer_log(PeerEntry(1, "::1", 5000, True, "banned"), PROFILE))
    assert present_log(entry, PROFILE)["timestamp"] == 1_700_000_000
    assert present_log(entry, early)["timestamp"] == 1_700_000_000_123
