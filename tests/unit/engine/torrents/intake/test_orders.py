"""Orders in libtorrent's words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest

from tests.swarm import infohashes_of, make_content, make_torrent
from tribler_core.domain.download.settings import DownloadSettings, Hops
from tribler_core.domain.errors import TorrentDecodeError
from tribler_core.domain.ports import AddOrder
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.source import Magnet
from tribler_core.engine.metainfo.parsed import ParsedTorrents
from tribler_core.engine.torrents.intake.orders import HouseRules, Prepared, prepare, wanted_files
from tribler_core.foundation.units import Timestamp

F = lt.torrent_flags
HASHES = InfoHashes(v1=InfoHash("a" * 40), v2=None)
SETTINGS = DownloadSettings(destination=Path("/somewhere"))
RULES = HouseRules()


@pytest.fixture
def torrent(tmp_path: Path) -> bytes:
    return make_torrent(make_content(tmp_path / "stuff", {"a": 20_000, "b": 20_000, "c": 20_000}))


def prepared(torrent: bytes | None = None, rules: HouseRules = RULES, **settings: Any) -> Prepared:
    """What becomes of an order for a torrent, or for a magnet."""
    hashes = infohashes_of(torrent) if torrent is not None else HASHES
    magnet = None if torrent is not None else Magnet(infohashes=HASHES, peers=(("127.0.0.1", 5),))
    order = AddOrder(
        infohashes=hashes, settings=replace(SETTINGS, **settings), added=Timestamp(77), torrent=torrent, magnet=magnet
    )
    return prepare(order, rules, ParsedTorrents())


@pytest.mark.parametrize(
    ("settings", "has", "has_not"),
    [
        ({}, F.update_subscribe | F.apply_ip_filter | F.duplicate_is_error, F.paused | F.auto_managed),
        ({"user_stopped": True, "auto_managed": True}, F.paused, F.auto_managed),
        ({"stopped_by_rule": True}, F.paused, F.auto_managed),
        ({"auto_managed": True}, F.paused | F.auto_managed, 0),
        ({"sequential": True}, F.sequential_download, F.paused),
        ({"only_metadata": True}, F.paused, F.default_dont_download),
        ({"selection": (1,)}, 0, F.default_dont_download),
    ],
)
def test_settings_become_flags(torrent: bytes, settings: dict[str, Any], has: int, has_not: int) -> None:
    flags = prepared(torrent, **settings).params.flags

    assert flags & has == has
    assert not flags & has_not


@pytest.mark.parametrize(
    ("settings", "priorities", "nothing_else"),
    [
        ({}, [], False),
        ({"selection": (0, 2)}, [4, 0, 4], True),
        ({"selection": ()}, [], True),
        ({"only_metadata": True, "selection": (0,)}, [], True),
        ({"file_priorities": (7, 0)}, [7, 0], False),
    ],
)
def test_what_a_magnet_may_fetch_is_settled_before_its_metadata(
    settings: dict[str, Any], priorities: list[int], nothing_else: bool
) -> None:
    params = prepared(**settings).params

    assert params.file_priorities == priorities
    assert bool(params.flags & F.default_dont_download) is nothing_else
    assert params.peers == [("127.0.0.1", 5)]


@pytest.mark.parametrize(
    ("settings", "priorities"),
    [
        ({}, [4, 4, 4]),
        ({"selection": (1,)}, [0, 4, 0]),
        ({"selection": (1, 99)}, [0, 4, 0]),
        ({"selection": ()}, [0, 0, 0]),
        ({"file_priorities": (0, 7)}, [0, 7, 4]),
        ({"file_priorities": (0, 7, 1, 1, 1), "selection": (0,)}, [0, 7, 1]),
    ],
)
def test_every_file_has_its_priority(torrent: bytes, settings: dict[str, Any], priorities: list[int]) -> None:
    said = prepared(torrent, **settings).params.file_priorities
    assert (said or [4, 4, 4]) == priorities  # libtorrent wants what nobody speaks of
    assert wanted_files(replace(SETTINGS, **settings)).priorities(3) == priorities


def test_limits_times_and_places_are_handed_over(torrent: bytes) -> None:
    rules = HouseRules(pex=False, max_connections=7)

    item = prepared(torrent, rules, upload_limit=5, hops=Hops(2))

    assert (item.params.upload_limit, item.params.download_limit, item.params.max_connections) == (5, -1, 7)
    assert (item.params.added_time, item.params.save_path, item.hops) == (77, "/somewhere", 2)
    assert item.params.flags & F.disable_pex


def test_resume_data_of_another_torrent_is_passed_over(torrent: bytes) -> None:
    params = lt.add_torrent_params()
    params.info_hashes = lt.info_hash_t(lt.sha1_hash(bytes(19) + b"x"))
    params.total_uploaded = 5
    order = AddOrder(
        infohashes=infohashes_of(torrent),
        settings=SETTINGS,
        added=Timestamp(1),
        torrent=torrent,
        resume_data=lt.write_resume_data_buf(params),
    )

    assert prepare(order, RULES, ParsedTorrents()).params.total_uploaded == 0
    assert prepare(replace(order, resume_data=b"spoilt"), RULES, ParsedTorrents()).params.ti is not None


def test_a_torrent_that_is_none_is_refused() -> None:
    order = AddOrder(infohashes=HASHES, settings=SETTINGS, added=Timestamp(1), torrent=b"hello")

    with pytest.raises(TorrentDecodeError):
        prepare(order, RULES, ParsedTorrents())
